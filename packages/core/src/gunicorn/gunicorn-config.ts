import type { Text } from '../text.js'
import type { GunicornSettings } from './settings.js'

/** How gunicorn is to be run: plain, frozen data, as `defineGunicorn` checked it or `parseGunicornArgs` found it. */
export interface GunicornConfig {
  /** `module:attribute`, `module`, or a factory as `module:create_app()`; missing where a configuration file names it. */
  readonly target?: string | undefined
  /** The release of gunicorn, as `23.0` or `20.1.0`; without it, a setting of any release is taken. */
  readonly version?: string | undefined
  readonly settings: GunicornSettings
}

/** What {@link defineGunicorn} takes: a configuration, in which `bind` may be one address. */
export interface GunicornInput extends Omit<GunicornConfig, 'settings'> {
  /** @default {} */
  readonly settings?: GunicornInputSettings | undefined
}

/** {@link GunicornSettings}, in which `bind` may be one address. */
export interface GunicornInputSettings extends Omit<GunicornSettings, 'bind'> {
  readonly bind?: Text | readonly Text[] | undefined
}
