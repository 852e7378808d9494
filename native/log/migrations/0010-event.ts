/**
 * The record itself. `kind` and `actor_role` are checked for shape only: both lists grow with the
 * product, and a check that names them could only be changed by rewriting the one table that must
 * never be rewritten. The contract's schemas name them (native/contract/events.ts).
 *
 * The trigger on insert also stops `insert or replace`, which deletes rows without firing delete
 * triggers, and makes a second event of the same key a silent no-op.
 */
export const migration0010 = {
  version: 10,
  sql: `
create table event (
  seq integer primary key check (seq > 0),
  key text not null unique check (length(key) between 1 and 200),
  kind text not null check (kind glob '[a-z]*.[a-z]*'),
  severity text not null check (severity in ('life', 'security', 'fault', 'information')),
  at_ms integer not null check (at_ms >= 0),
  device_at_ms integer check (device_at_ms >= 0),
  device_id text,
  point_id text,
  area_id text,
  alarm_id text,
  actor_name text,
  actor_role text check ((actor_role is null) = (actor_name is null)),
  data text not null check (json_valid(data)),
  hash blob not null check (length(hash) = 32)
) strict;

create index event_by_alarm on event (alarm_id) where alarm_id is not null;

create trigger event_is_appended before insert on event begin
  select raise(abort, 'event.seq must follow the last') where new.seq is not (select coalesce(max(seq), 0) + 1 from event);
  select raise(ignore) where exists (select 1 from event where key = new.key);
end;

create trigger event_is_never_updated before update on event begin
  select raise(abort, 'event is append-only');
end;

create trigger event_is_never_deleted before delete on event begin
  select raise(abort, 'event is append-only');
end;
`,
} as const;
