export type { ConfigFile } from './file-settings.js'
export { lintConfigFile } from './lint.js'
export { readConfig, type Config, type ConfigOrigin, type ReadConfigParams } from './read.js'
