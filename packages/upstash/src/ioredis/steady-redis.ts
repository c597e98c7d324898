import { createRedactor, isKeelsonError, type KeelsonError } from '@keelson/core'
import { Redis, type Command, type RedisOptions } from 'ioredis'
import { hidePasswords, type RepliedError } from './discreet-reply.js'
import { explainRedisError, type Moment, type RedisServer } from './redis-error.js'
import type { PlainRedisOptions } from './redis-options.js'

/**
 * ioredis with the reasons of its failures: every error that is not the reply to a command becomes a `KeelsonError`, and
 * nothing that is printed shows the password.
 */
export class SteadyRedis extends Redis {
  readonly #server: RedisServer
  readonly #onError: ErrorListener
  #moment: Moment = 'connecting'
  /** Why the last attempt failed, until a connection stands. */
  #problem: unknown
  /** An attempt is under way that has neither failed nor succeeded yet. */
  #isOpen = false
  /** Between `disconnect()` and its end. */
  #isEnding = false
  /** Between `quit()` and its end. */
  #isQuitting = false

  constructor(options: PlainRedisOptions, onError: ErrorListener) {
    super(options)
    const { host = 'localhost', port = 6379, password, tls } = options
    this.#server = { host, port, tls: tls !== undefined, redact: createRedactor([password ?? '']) }
    this.#onError = onError
    // Still there for ioredis, but not in what is printed.
    Object.defineProperty(this.options, 'password', { get: () => password, enumerable: false })
    // ioredis would print an error that nobody listens to.
    this.on('error', (error) => this.#report(error))
  }

  override emit(event: string | symbol, ...values: unknown[]): boolean {
    switch (event) {
      case 'connecting':
        this.#isOpen = true
        this.#moment = 'connecting'
        // By then the socket is there, and nothing has arrived on it.
        setImmediate(() => this.stream?.once('connect', () => (this.#moment = 'reached')))
        break
      case 'connect':
        this.#moment = 'connecting'
        break
      case 'ready':
        this.#isOpen = false
        this.#moment = 'ready'
        this.#problem = undefined
        break
      case 'close':
        // A server that hangs up in the middle of the handshake leaves no error behind.
        if (this.#isOpen && this.status === 'reconnecting') this.emit('error', connectionClosed())
        break
      case 'reconnecting':
        // Nobody is there to say good-bye to.
        if (this.#isQuitting) this.disconnect()
        break
      case 'end':
        this.#isEnding = this.#isQuitting = false
        break
      case 'error':
        // What breaks because the client itself hangs up is no news.
        if (this.#isEnding) return true
        this.#isOpen = false
        this.#problem = values[0]
        return super.emit(event, this.#explain(values[0], this.#moment))
    }
    return super.emit(event, ...values)
  }

  override sendCommand(command: Command, stream?: Parameters<Redis['sendCommand']>[1]): unknown {
    const { name, reject } = command
    const isSent = this.status === 'ready'
    if (name === 'quit' && this.status !== 'end') this.#isQuitting = true
    command.reject = (error) => {
      // The reply to another command is one to the handshake, with the password among its arguments.
      const isOwnReply = error.name === 'ReplyError' && (error as RepliedError).command?.name === name
      const isNoAuth = isSent && error.message.startsWith('NOAUTH ')
      if (isOwnReply && !isNoAuth) return reject(hidePasswords(error, this.#server.redact))
      // Without a connection the client ends all the same.
      if (name === 'quit') return command.resolve(Buffer.from('OK'))
      const isFlushed = error.name === 'MaxRetriesPerRequestError'
      const isLate = error.message === 'Command timed out'
      const reason = (isFlushed || isLate) && this.#problem ? this.#problem : isFlushed ? connectionClosed() : error
      reject(this.#explain(reason, isSent ? 'ready' : this.#moment, name))
    }
    return super.sendCommand(command, stream)
  }

  /** ioredis would make one of its own kind. */
  override duplicate(override?: Partial<RedisOptions>): ReturnType<Redis['duplicate']> {
    return new SteadyRedis({ ...this.options, password: this.options.password, ...override }, this.#onError)
  }

  override disconnect(reconnect = false): void {
    // Ended twice, it would not come back after an outage of the connection that `connect()` makes.
    if (this.status === 'end') return
    this.#isEnding = !reconnect
    // Between two attempts ioredis would stay "reconnecting" for ever, with all commands that wait for a connection. Here as
    // there nothing is open, and from here it ends.
    if (this.status === 'reconnecting' && !reconnect) this.status = 'wait'
    super.disconnect(reconnect)
  }

  toJSON(): unknown {
    const { host, port, tls } = this.#server
    return { host, port, tls, status: this.status }
  }

  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return `Redis ${JSON.stringify(this)}`
  }

  #explain(thrown: unknown, moment: Moment, command?: string): KeelsonError {
    const isEnded = this.#isEnding || this.status === 'end'
    // ioredis 5 is "ready" as soon as a plain connection stands, whoever is on its other side.
    const isUnheard = moment === 'ready' && !this.#server.tls && this.stream.bytesRead === 0
    return explainRedisError(thrown, this.#server, isEnded ? 'ended' : isUnheard ? 'connecting' : moment, command)
  }

  #report(error: Error): void {
    try {
      if (isKeelsonError(error)) this.#onError?.(error)
    } catch {
      // An observer cannot break the connection.
    }
  }
}

function connectionClosed(): Error {
  return new Error('the connection was closed')
}

type ErrorListener = ((error: KeelsonError) => void) | undefined
