import { showText, type Text } from '../text.js'

/** What a command of a start script is for, as far as that matters to when it should run. */
export type Purpose = 'migration' | 'static files' | 'superuser'

const migrations =
  /(?:manage\.py|django-admin) (?:\S+ )*?migrate(?= |$)(?!.* --(?:check|plan)\b)|\bflask (?:\S+ )*?db upgrade\b|\balembic (?:\S+ )*?upgrade\b|\bprisma (?:migrate deploy|db push)\b|\b(?:knex|sequelize|drizzle-kit|typeorm|node-pg-migrate)\b.* ?(?:migrate|migrate:latest|db:migrate|migration:run|up)\b|\b(?:rails|rake) db:migrate\b/

/** By the tools that are usual; `undefined` for everything else. */
export function purposeOf(argv: readonly Text[], input?: Text): Purpose | undefined {
  const whole = argv.map(showText).join(' ')
  if (/create_superuser\b/.test(`${whole}\n${input === undefined ? '' : showText(input)}`)) return 'superuser'
  // What is longer is code in an argument.
  const line = whole.slice(0, 2000)
  if (/(?:manage\.py|django-admin) (?:\S+ )*?createsuperuser\b/.test(line)) return 'superuser'
  if (/(?:manage\.py|django-admin) (?:\S+ )*?collectstatic\b(?!.* (?:--dry-run|-n)\b)/.test(line)) return 'static files'
  return migrations.test(line) ? 'migration' : undefined
}
