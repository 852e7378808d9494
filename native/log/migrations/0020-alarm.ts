/** Today's state of each alarm; what happened to it stands in its events. */
export const migration0020 = {
  version: 20,
  sql: `
create table alarm (
  id text primary key check (length(id) between 1 and 64),
  class text not null check (class in ('life', 'security', 'fault', 'information')),
  state text not null check (state in ('active', 'acknowledged', 'closed')),
  device_id text not null,
  area_id text,
  raised_at_ms integer not null check (raised_at_ms >= 0),
  raised_seq integer references event (seq),
  body text not null check (json_valid(body))
) strict, without rowid;

create index alarm_open on alarm (id) where state <> 'closed';
`,
} as const;
