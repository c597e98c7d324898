import type { Migration } from '@keelson/core/postgres'

/**
 * The schema of the sample application. Each only adds: the version before runs on the new schema, since a failed release
 * takes code and configuration back and never data.
 */
export const migrations: readonly Migration[] = [
  {
    name: '001_notice',
    sql: `create table notice (id bigint generated always as identity primary key, text text not null);
          insert into notice (text) values ('Welcome to the sample');`,
  },
  {
    name: '002_notice_published_at',
    sql: `alter table notice add column published_at timestamptz not null default now();`,
  },
]
