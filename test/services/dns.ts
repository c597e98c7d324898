import { createSocket } from 'node:dgram'
import { once } from 'node:events'

export interface DnsServer {
  /** As a resolver takes it. */
  readonly address: string
  /** What it was asked, as `A www.example.com`. */
  readonly questions: readonly string[]
  stop(): Promise<void>
}

const types: Readonly<Record<number, string>> = { 1: 'A', 2: 'NS', 5: 'CNAME', 15: 'MX', 16: 'TXT', 28: 'AAAA' }
const codes = { ok: 0, SERVFAIL: 2, NXDOMAIN: 3, REFUSED: 5 }

/** What a name has: the bytes of its records, or what is said instead of them; `silence` says nothing. */
export type DnsAnswer = readonly Buffer[] | Exclude<keyof typeof codes, 'ok'> | 'silence'

/**
 * A name server at 127.0.0.1 that answers by type and name, as `A www.example.com`; what it does not know is NXDOMAIN. A pair is
 * the first answer and all that follow.
 */
export async function startDns(
  answers: Readonly<Record<string, DnsAnswer | readonly ['silence', DnsAnswer]>>,
): Promise<DnsServer> {
  const server = createSocket('udp4')
  const questions: string[] = []
  server.on('message', (query, { port, address }) => {
    const { name, type, end } = readQuestion(query)
    const key = `${types[type] ?? type} ${name}`
    const given = answers[key] ?? 'NXDOMAIN'
    const answer = isPair(given) ? given[questions.includes(key) ? 1 : 0] : given
    questions.push(key)
    if (answer === 'silence') return
    const records = typeof answer === 'string' ? [] : answer
    const code = typeof answer === 'string' ? codes[answer] : codes.ok
    const header = Buffer.from(query.subarray(0, 12))
    // An answer, recursion available, one question, nothing beside the answers.
    header.writeUInt16BE(0x8180 | code, 2)
    header.writeUInt16BE(records.length, 6)
    header.fill(0, 8)
    server.send(
      Buffer.concat([header, query.subarray(12, end), ...records.map((data) => record(type, data))]),
      port,
      address,
    )
  })
  server.bind(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    address: `127.0.0.1:${server.address().port}`,
    questions,
    stop: async () => {
      server.close()
      await once(server, 'close')
    },
  }
}

function isPair(answer: DnsAnswer | readonly ['silence', DnsAnswer]): answer is readonly ['silence', DnsAnswer] {
  return answer[0] === 'silence'
}

function readQuestion(query: Buffer): { readonly name: string; readonly type: number; readonly end: number } {
  const labels: string[] = []
  let at = 12
  for (let length = query[at] ?? 0; length > 0; length = query[at] ?? 0) {
    labels.push(query.toString('latin1', at + 1, at + 1 + length))
    at += 1 + length
  }
  return { name: labels.join('.').toLowerCase(), type: query.readUInt16BE(at + 1), end: at + 5 }
}

/** Its name is a pointer to that of the question. */
function record(type: number, data: Buffer): Buffer {
  const head = Buffer.from([0xc0, 12, 0, type, 0, 1, 0, 0, 0, 60, 0, 0])
  head.writeUInt16BE(data.length, 10)
  return Buffer.concat([head, data])
}

/** A name as the data of a CNAME or NS has it. */
export function dnsName(name: string): Buffer {
  return Buffer.concat([...name.split('.').map(dnsText), Buffer.of(0)])
}

/** A piece of a TXT. */
export function dnsText(text: string): Buffer {
  return Buffer.concat([Buffer.of(text.length), Buffer.from(text)])
}
