import { describe, expect, test } from 'vitest'
import { findContractions } from './expand-only.js'

const kinds = (sql: string) => findContractions(sql).map(({ severity, kind }) => `${severity} ${kind}`)

describe('breaks the version that runs', () => {
  test.each([
    ['drop table users', 'drop table'],
    ['DROP TABLE IF EXISTS public."Users" CASCADE', 'drop table'],
    ['drop materialized view totals', 'drop materialized view'],
    ['drop function f(int)', 'drop function'],
    ['drop trigger t on users', 'drop trigger'],
    ['drop policy p on users', 'drop policy'],
    ['drop schema shop', 'drop schema'],
    ['drop extension citext', 'drop extension'],
    ['drop owned by app', 'drop owned'],
    ['alter table users drop column name', 'drop column'],
    ['alter table only users drop if exists name', 'drop column'],
    ['alter table users rename to people', 'rename table'],
    ['alter table users rename name to title', 'rename column'],
    ['alter table users rename column name to title', 'rename column'],
    ['alter view v rename to w', 'rename table'],
    ['alter type mood rename value $$a$$ to $$b$$', 'rename type'],
    ['alter type address drop attribute street', 'alter attribute'],
    ['alter table users set schema old', 'set schema of table'],
    ['alter function f(int) set schema old', 'set schema of function'],
    ['alter sequence s rename to t', 'rename sequence'],
    ['alter domain email add check (value ~ $$@$$)', 'narrow domain'],
    ['alter domain email set not null', 'narrow domain'],
    ['alter table users alter column name type varchar(20)', 'alter column type'],
    ['alter table users alter name set data type text', 'alter column type'],
    ['alter table users alter column name set not null', 'set not null'],
    ['alter table users add constraint c not null name', 'set not null'],
    ['alter table users add not null name not valid', 'set not null'],
    ['alter table users alter column name drop default', 'drop default'],
    ['alter table users alter column id drop identity', 'drop default'],
    ['alter table users add column name text not null', 'add column not null'],
    ['alter table users add name text constraint c not null', 'add column not null'],
    ['alter table users enable row level security', 'row level security'],
    ['alter table users force row level security', 'row level security'],
    ['alter table events detach partition events_2025', 'detach partition'],
    ['truncate users', 'truncate'],
    ['create table a (b int); truncate table a, users', 'truncate'],
    ['delete from users', 'delete without where'],
    ['delete from users using (select 1 where true) a', 'delete without where'],
    ['with old as (select 1) delete from users', 'delete without where'],
    ['revoke select on users from app', 'revoke'],
  ])('%s', (sql, kind) => {
    expect(kinds(sql)).toEqual([`breaks ${kind}`])
  })
})

describe('locks, or cannot be judged', () => {
  test.each([
    ['create index on users (name)', 'create index'],
    ['create unique index i on only public.users (name)', 'create index'],
    ['drop index i', 'drop index'],
    ['alter table users add constraint c check (age > 0)', 'add constraint'],
    ['alter table users add foreign key (a) references b', 'add constraint'],
    ['alter table users add constraint c unique (name)', 'add constraint'],
    ['alter table users add column a int default 1 references b', 'add constraint'],
    ['alter table users drop constraint c', 'drop constraint'],
    ['alter table users add column id uuid default gen_random_uuid()', 'add column'],
    ['alter table users add column id uuid default (public.uuid_generate_v4())', 'add column'],
    ['alter table users add column salt text default md5(random()::text)', 'add column'],
    ['alter table users add column id bigserial', 'add column'],
    ['alter table users add column id int generated always as identity', 'add column'],
    ['alter table users add column n int generated always as (1 + 1) stored', 'add column'],
    ['alter table users set unlogged', 'move table'],
    ['alter table events attach partition p for values in (1)', 'attach partition'],
    ['update users set active = true', 'update without where'],
    ['update users set n = (select count(*) from a where a.id = users.id)', 'update without where'],
    ['delete from users where gone', 'delete'],
    ['vacuum full users', 'vacuum full'],
    ['cluster users', 'cluster'],
    ['reindex table users', 'reindex'],
    ['refresh materialized view totals', 'refresh materialized view'],
    ['lock table users', 'lock table'],
    ['do $$ begin drop table users; end $$', 'do'],
    ['call tidy()', 'do'],
  ])('%s', (sql, kind) => {
    expect(kinds(sql)).toEqual([`locks ${kind}`])
  })
})

describe('only adds', () => {
  test.each([
    'create table users (id int not null); create index on users (id); alter table public.users drop column id',
    'create temporary table t (a int); drop table t; create view v as select 1; alter view v rename to w',
    'alter table users add column a int, add column b text default $$x$$, add column c int not null default 0',
    'create table a as select * from users; truncate a; delete from only a; update a set b = 1',
    'alter table users add column a bigint null constraint c references b deferrable; set constraints c immediate',
    'alter table users add column a int generated always as (b + 1) virtual, add column c int generated always as (1)',
    'alter table users add column a timestamptz not null default now()',
    'alter table users add column a int check (a is not null) not valid',
    'alter table users add constraint c check (a > 0) not valid; alter table users validate constraint c',
    'alter table users add constraint c unique using index i',
    'alter table users rename constraint a to b; alter domain d rename constraint a to b',
    'alter table users alter column a set default 1, alter column b drop not null, alter constraint c deferrable',
    'alter table users owner to app; alter index i rename to j; alter type mood add value $$ok$$',
    'create index concurrently on users (a); drop index concurrently i; reindex index concurrently i',
    'refresh materialized view concurrently totals; vacuum users',
    'insert into users values ($$drop table users$$) on conflict do nothing; update users set a = 1 where b',
    'select $$drop table users$$ -- drop table users',
    'create or replace function f() returns int language sql as $$ delete from users; select 1 $$',
    'comment on table users is $$drop$$; grant select on users to app; drop statistics s',
    'with a as (insert into users values (1) returning *) select * from a',
    '',
  ])('%s', (sql) => {
    expect(findContractions(sql)).toEqual([])
  })
})

test('what may have been there before is not taken for new', () => {
  expect(kinds('create table if not exists users (a int); alter table users drop column a')).toEqual([
    'breaks drop column',
  ])
  expect(kinds('create or replace view v as select 1; drop view v')).toEqual(['breaks drop view'])
  expect(kinds('create table a (b int); drop table a, users')).toEqual(['breaks drop table'])
})

test('several actions, each with its place and its advice', () => {
  const sql = `
    create table a (b int);
    alter table users
      drop column name,
      add column age int not null,
      add column note text;
  `
  expect(findContractions(sql)).toEqual([
    {
      severity: 'breaks',
      kind: 'drop column',
      line: 3,
      statement: 'alter table users drop column name, add column age int not null, add column not…',
      why: 'the running version of the application still names the column in its queries',
      insteadDo: 'Stop using it in this release, drop it in the next one',
    },
    expect.objectContaining({ kind: 'add column not null', line: 3, insteadDo: expect.stringContaining('default') }),
  ])
})

test('a name in quotes is no keyword', () => {
  expect(kinds('alter table "drop" add column "not" int')).toEqual([])
  expect(kinds('alter table users add column "constraint" text')).toEqual([])
  expect(kinds('alter table users drop "constraint"')).toEqual(['breaks drop column'])
})

test('SQL that does not end is refused', () => {
  expect(() => findContractions(`drop table 'x`)).toThrow('does not end')
})

test('a password is not shown, wherever it stands', () => {
  const [drop, body] = findContractions(
    `alter type t rename to u; /* pw-7f3k */ do $$ begin create role app password 'pw-7f3k''; x'; end $$`,
  )
  expect(drop?.statement).toBe('alter type t rename to u')
  expect(body?.statement).toBe(`do $$ begin create role app password '[secret]'; end $$`)
})
