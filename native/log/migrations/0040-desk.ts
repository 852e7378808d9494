/**
 * The alarm desk: two more states, alarms without a device, the mark of drills and tests, and the
 * desk's own state. `alarm` is made anew, because a check cannot be changed; its rows are today's
 * state and may be. `event` only gains a column, so that every hash keeps its meaning: `mark` stands in
 * the canonical form only where it is set.
 */
export const migration0040 = {
  version: 40,
  sql: `
alter table event add column mark text check (mark in ('drill', 'test'));

alter table alarm rename to alarm_before;

create table alarm (
  id text primary key check (length(id) between 1 and 64),
  class text not null check (class in ('life', 'security', 'fault', 'information')),
  state text not null check (state in ('active', 'acknowledged', 'dispatched', 'arrived', 'closed')),
  device_id text,
  area_id text,
  raised_at_ms integer not null check (raised_at_ms >= 0),
  raised_seq integer references event (seq),
  body text not null check (json_valid(body))
) strict, without rowid;

insert into alarm (id, class, state, device_id, area_id, raised_at_ms, raised_seq, body)
  select id, class, state, device_id, area_id, raised_at_ms, raised_seq,
    json_insert(body, '$.reason', null, '$.mark', null, '$.owner', null, '$.dispatchedAtMs', null,
      '$.dispatchedBy', null, '$.callSigns', json('[]'), '$.arrivedAtMs', null, '$.arrivedBy', null,
      '$.continues', null, '$.continuedBy', null, '$.manual', null, '$.shelf', null, '$.escalation', null, '$.plan', null)
  from alarm_before;

drop table alarm_before;

create index alarm_open on alarm (id) where state <> 'closed';

create table desk (
  id integer primary key check (id = 1),
  body text not null check (json_valid(body))
) strict;
`,
} as const;
