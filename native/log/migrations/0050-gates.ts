/**
 * Gates, entry checks, deposits, early warnings (design 0007). The tables are today's state of their
 * events; `private_record` holds what must be erasable, of which the events know only the hash;
 * `gate_hour` is counted from events that are here already, drills and tests left out.
 */
export const migration0050 = {
  version: 50,
  sql: `
create table entry_check (
  id text primary key check (length(id) between 1 and 64),
  day text not null check (day glob '[0-9][0-9][0-9][0-9][0-9][0-9][0-9][0-9]'),
  serial integer not null check (serial > 0),
  state text not null check (state in ('open', 'decided', 'abandoned')),
  outcome text check (outcome in ('passed', 'passed_after_check', 'manual_check_passed', 'green_lane', 'taken_away',
    'deposited', 'refused_check', 'refused_item', 'forced_in_police', 'prohibited_police')),
  gate_id text,
  area_id text,
  happened_at_ms integer not null check (happened_at_ms >= 0),
  is_corrected integer not null check (is_corrected in (0, 1)),
  mark text check (mark in ('drill', 'test')),
  item_classes text not null,
  words text not null,
  body text not null check (json_valid(body)),
  unique (day, serial),
  check ((outcome is null) = (state <> 'decided'))
) strict;

create index entry_check_open on entry_check (id) where state = 'open';

create index entry_check_by_time on entry_check (happened_at_ms);

create table deposit (
  id text primary key check (length(id) between 1 and 64),
  day text not null check (day glob '[0-9][0-9][0-9][0-9][0-9][0-9][0-9][0-9]'),
  serial integer not null check (serial > 0),
  state text not null check (state in ('held', 'returned', 'handed_over')),
  deposited_at_ms integer not null check (deposited_at_ms >= 0),
  due_at_ms integer not null check (due_at_ms >= 0),
  is_overdue_told integer not null check (is_overdue_told in (0, 1)),
  words text not null,
  body text not null check (json_valid(body)),
  unique (day, serial)
) strict;

create index deposit_held on deposit (due_at_ms) where state = 'held';

create table warning (
  id text primary key check (length(id) between 1 and 64),
  until_ms integer not null check (until_ms >= 0),
  is_over integer not null check (is_over in (0, 1)),
  body text not null check (json_valid(body))
) strict;

create index warning_in_force on warning (until_ms) where is_over = 0;

create index warning_over on warning (until_ms) where is_over = 1;

create table private_record (
  id text primary key check (length(id) between 1 and 64),
  part text not null
    check (part in ('entry_subject', 'entry_still', 'deposit_subject', 'signature', 'warning_text')),
  salt blob not null check (length(salt) = 16),
  sha256 blob not null check (length(sha256) = 32),
  created_at_ms integer not null check (created_at_ms >= 0),
  body text not null check (json_valid(body))
) strict;

create table item_list (
  id text primary key check (id = 'hospital'),
  changed_at_ms integer not null check (changed_at_ms >= 0),
  body text not null check (json_valid(body))
) strict;

create table gate_hour (
  start_ms integer not null check (start_ms % 3600000 = 0),
  gate_id text not null,
  passages integer not null check (passages >= 0),
  metal integer not null check (metal >= 0),
  tamper integer not null check (tamper >= 0),
  faults integer not null check (faults >= 0),
  panics integer not null check (panics >= 0),
  resets integer not null check (resets >= 0),
  primary key (start_ms, gate_id)
) strict, without rowid;

insert into gate_hour (start_ms, gate_id, passages, metal, tamper, faults, panics, resets)
  with input (start_ms, gate_id, kind, means, change, number) as (
    select at_ms / 3600000 * 3600000, device_id, kind, data ->> 'means', data ->> 'change',
      coalesce(data ->> 'count', 1)
    from event
    where kind in ('gate.input', 'gate.line_fault', 'gate.module_lost', 'gate.counter_reset')
      and mark is null and device_id is not null
  ),
  counted (start_ms, gate_id, what, number) as (
    select start_ms, gate_id, means, number from input where kind = 'gate.input' and change in ('on', 'pulse')
    union all
    select start_ms, gate_id, iif(kind = 'gate.counter_reset', 'reset', 'fault'), 1 from input where kind <> 'gate.input'
  )
  select start_ms, gate_id,
    sum(iif(what = 'passage', number, 0)), sum(iif(what = 'metal', number, 0)), sum(iif(what = 'tamper', number, 0)),
    sum(iif(what = 'fault', number, 0)), sum(iif(what = 'panic', number, 0)), sum(iif(what = 'reset', number, 0))
  from counted group by start_ms, gate_id;
`,
} as const;
