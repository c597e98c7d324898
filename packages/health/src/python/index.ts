export { djangoHealth } from './django-health.js'
export type { DjangoHealthOptions } from './django-health.js'
export { flaskHealth } from './flask-health.js'
export type { FlaskHealthOptions } from './flask-health.js'
export type { PythonHealthOptions } from './health-module.js'
export type {
  CustomCheck,
  DiskCheck,
  DjangoCacheCheck,
  DjangoCheck,
  DjangoDatabaseCheck,
  DjangoMigrationsCheck,
  FlaskCheck,
  PythonCheckSettings,
  RedisCheck,
  SqlalchemyCheck,
} from './python-check.js'
