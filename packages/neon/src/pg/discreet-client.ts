import pg, { type ClientConfig } from 'pg'
import { hideProperty } from './hide-property.js'

/** A client of node-postgres that does not show its password, and not the key that its socket holds. */
export class DiscreetClient extends pg.Client {
  constructor(config?: ClientConfig) {
    super(config)
    if (typeof config?.ssl === 'object') hideProperty(config.ssl, 'key')
    hideProperty(this, 'password')
    // The types leave it out.
    const parameters: unknown = Reflect.get(this, 'connectionParameters')
    if (parameters instanceof Object) hideProperty(parameters, 'password')
  }

  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return `Client of ${this.host}:${this.port}/${this.database ?? ''}`
  }
}
