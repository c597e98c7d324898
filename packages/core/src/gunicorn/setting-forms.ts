import type { GunicornSetting } from './settings-table.js'

/** What a text looks like, and how that is said. */
export type SettingForm = readonly [form: RegExp, said: string]

/**
 * The form of texts that gunicorn would misread otherwise: it would listen somewhere else, or compare a peer with what is no
 * address. `undefined` when any text will do.
 */
export function formOf({ name, kind }: GunicornSetting): SettingForm | undefined {
  const pair: SettingForm = [/^[^=]+=/, 'NAME=value']
  const forms: Readonly<Partial<Record<string, SettingForm>>> = {
    bind: [
      /^(?:unix:\/{0,3}[^/]|fd:\/\/\d+$|(?:tcp:\/\/)?(?=.)(?:\[[\da-f:.]+\]|[\w.-]*)(?::(?:[0-5]?\d{1,4}|6[0-4]\d{3}|65[0-4]\d\d|655[0-2]\d|6553[0-5]))?$)/i,
      'host:port up to 65535, [::1]:port, unix:path or fd://number',
    ],
    raw_env: pair,
    raw_paste_global_conf: pair,
    addresses: [
      /^(?:(?:\*|(?:(?:\d{1,3}\.){3}\d{1,3}|[\da-f:.]*:[\da-f:.]*)(?:\/\d+)?)(?: *, *(?!$)|$))+$/i,
      '* or IP addresses, separated by commas',
    ],
    forwarder_headers: [/^(?:[A-Z\d_*-]+(?:,(?!$)|$))+$/, 'names in capitals, separated by commas'],
    http_protocols: [/^(?:h[123](?:,(?!$)|$))+$/, 'h1, h2 or h3, separated by commas'],
    worker_class: [
      /^(?:sync|gthread|gevent(?:_(?:py)?wsgi)?|tornado|eventlet|asgi|\w+(?:\.\w+)+|egg:.+)$/,
      'sync, gthread, gevent, tornado, asgi or a path as uvicorn.workers.UvicornWorker',
    ],
    logger_class: [/^(?:simple|\w+(?:\.\w+)+|egg:.+)$/, 'a path as module.Class'],
  }
  return forms[name] ?? forms[kind]
}
