/**
 * Clips, holds, bookmarks and deletion records (design 0019): today's state of their events, made by
 * native/log/clip-rows.ts in the transaction that stores them, and made anew by `rebuild-counts`.
 * `clip.holds` counts the holds in force, so that what may be deleted is found by an index.
 */
export const migration0060 = {
  version: 60,
  sql: `
create table clip (
  id text primary key,
  camera_id text not null,
  area_id text,
  from_ms integer not null,
  to_ms integer not null,
  bytes integer not null,
  seq integer not null,
  state text not null default 'kept' check (state in ('kept', 'deleting', 'deleted')),
  holds integer not null default 0 check (holds >= 0),
  deletion integer,
  deleted_at_ms integer,
  damage text check (damage in ('missing', 'changed')),
  checked_at_ms integer not null default 0,
  body text not null check (json_valid(body))
) strict;

create index clip_by_time on clip (from_ms, id);

create index clip_by_camera on clip (camera_id, from_ms, id);

create index clip_held on clip (from_ms, id) where holds > 0;

create index clip_kept on clip (to_ms) where state = 'kept' and holds = 0;

create index clip_unchecked on clip (checked_at_ms, from_ms) where state = 'kept';

create index clip_by_deletion on clip (deletion) where deletion is not null;

create index clip_deleting on clip (deletion, seq) where state = 'deleting';

create table clip_cause (
  what text not null check (what in ('alarm', 'bookmark', 'entry')),
  cause_id text not null,
  clip_id text not null,
  primary key (what, cause_id, clip_id)
) strict, without rowid;

create index clip_cause_by_clip on clip_cause (clip_id);

create table hold (
  id text primary key,
  number integer not null unique,
  alarm_id text,
  until_ms integer,
  placed_at_ms integer not null,
  is_ending_told integer not null default 0 check (is_ending_told in (0, 1)),
  ended_at_ms integer,
  body text not null check (json_valid(body))
) strict;

create index hold_in_force on hold (number) where ended_at_ms is null;

create index hold_by_alarm on hold (alarm_id) where alarm_id is not null;

create table hold_clip (
  hold_id text not null,
  clip_id text not null,
  primary key (hold_id, clip_id)
) strict, without rowid;

create index hold_clip_by_clip on hold_clip (clip_id);

create table bookmark (
  id text primary key,
  camera_id text not null,
  at_ms integer not null,
  body text not null check (json_valid(body))
) strict;

create index bookmark_by_time on bookmark (at_ms, id);

create table deletion (
  number integer primary key,
  id text not null unique,
  at_ms integer not null,
  signed_at_ms integer,
  body text not null check (json_valid(body))
) strict;

create index deletion_unsigned on deletion (number) where signed_at_ms is null;

insert or ignore into clip (id, camera_id, area_id, from_ms, to_ms, bytes, seq, body)
  select data ->> 'clipId', device_id, area_id, data ->> 'fromMs', data ->> 'toMs', data ->> 'bytes', seq,
    json_object('name', data -> 'name', 'pictures', data -> 'pictures', 'gaps', data -> 'gaps',
      'whole', data -> 'whole', 'sha256', data -> 'sha256')
  from event where kind = 'clip.stored' and device_id is not null;

insert or ignore into clip_cause (what, cause_id, clip_id)
  select 'alarm', each.value, data ->> 'clipId'
  from event, json_each(event.data, '$.alarmIds') as each
  where kind = 'clip.stored' and device_id is not null;
`,
} as const;
