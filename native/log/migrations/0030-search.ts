/**
 * Ways into the record, all derived from it. `search` holds terms only (native/log/search-terms.ts),
 * no copy of the text: `content=''`, `detail=none` and `columnsize=0` keep it far below the data's
 * size. The tokenizer leaves non-ASCII characters alone and splits at the spaces between our terms.
 */
export const migration0030 = {
  version: 30,
  sql: `
create table event_span (
  start_ms integer primary key check (start_ms % 600000 = 0),
  first_seq integer not null references event (seq),
  last_seq integer not null references event (seq) check (last_seq >= first_seq)
) strict;

insert into event_span (start_ms, first_seq, last_seq)
  select at_ms / 600000 * 600000, min(seq), max(seq) from event group by 1;

create virtual table search using fts5 (
  terms, content='', columnsize=0, detail=none, prefix='3 4 5 6', tokenize="ascii tokenchars ':._-'"
);

create table search_progress (
  id integer primary key check (id = 1),
  seq integer not null check (seq >= 0),
  terms_version integer not null
) strict;

insert into search_progress (id, seq, terms_version) values (1, 0, 0);
`,
} as const;
