import { Agent, request, type IncomingMessage } from 'node:http'
import { text } from 'node:stream/consumers'

export interface LoadResult {
  readonly sent: number
  readonly posts: number
  /** Why requests were not answered as they should, how often. */
  readonly failures: Readonly<Record<string, number>>
  /** How many answers each release gave. */
  readonly answers: Readonly<Record<string, number>>
  /** When the last request that a release answered was sent. */
  readonly lastSent: Readonly<Record<string, number>>
  readonly connections: number
}

export interface Load {
  /** Sends no more, waits for what is under way. */
  stop(): Promise<LoadResult>
}

/** Every other request is a POST; what fails is not sent again. */
export function startLoad(
  url: string,
  { perSecond, keepAlive }: { readonly perSecond: number; readonly keepAlive: boolean },
): Load {
  const agent = new Agent({ keepAlive, maxSockets: 128 })
  const failures: Record<string, number> = {}
  const answers: Record<string, number> = {}
  const lastSent: Record<string, number> = {}
  const sockets = new Set<unknown>()
  const underWay = new Set<Promise<void>>()
  const startedAt = performance.now()
  let sent = 0
  let posts = 0

  const ask = async (id: string, method: 'GET' | 'POST') => {
    const sentAt = performance.now()
    const message = await send(url, method, id, agent, sockets)
    const body = await text(message)
    if (message.statusCode !== 200) throw new Error(`${method} ${message.statusCode}`)
    const { release, given } = JSON.parse(body) as { release: string; given: string }
    if (given !== (method === 'POST' ? id : '')) throw new Error(`${method} was answered with another's body`)
    answers[release] = (answers[release] ?? 0) + 1
    lastSent[release] = Math.max(lastSent[release] ?? 0, sentAt)
  }
  const sendDue = () => {
    const due = ((performance.now() - startedAt) / 1000) * perSecond
    while (sent < due) {
      sent += 1
      const method = sent % 2 ? 'GET' : 'POST'
      if (method === 'POST') posts += 1
      const asked = ask(`${sent}`, method).catch((error: Error) => {
        failures[error.message] = (failures[error.message] ?? 0) + 1
      })
      underWay.add(asked)
      void asked.then(() => underWay.delete(asked))
    }
  }
  const timer = setInterval(sendDue, 5)
  return {
    async stop() {
      clearInterval(timer)
      await Promise.all(underWay)
      agent.destroy()
      return { sent, posts, failures, answers, lastSent, connections: sockets.size }
    },
  }
}

function send(
  url: string,
  method: 'GET' | 'POST',
  body: string,
  agent: Agent,
  sockets: Set<unknown>,
): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const asked = request(url, { method, agent }, resolve)
    asked.on('socket', (socket) => sockets.add(socket))
    asked.on('error', (error) => reject(new Error(`${method} ${error.message}`)))
    asked.end(method === 'POST' ? body : undefined)
  })
}
