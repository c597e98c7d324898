import { expect, test } from 'vitest'
import { directHost, isNeonHost, isPoolerHost, poolerHost } from './pooler-host.js'

test.each([
  ['ep-still-sea-123456.eu-central-1.aws.neon.tech', 'ep-still-sea-123456-pooler.eu-central-1.aws.neon.tech'],
  ['ep-a.c-2.us-east-2.aws.neon.tech', 'ep-a-pooler.c-2.us-east-2.aws.neon.tech'],
])('%s has the pooler %s', (direct, pooled) => {
  expect([direct, pooled].map(poolerHost)).toEqual([pooled, pooled])
  expect([direct, pooled].map(directHost)).toEqual([direct, direct])
  expect([direct, pooled].map(isPoolerHost)).toEqual([false, true])
  expect([direct, pooled].map(isNeonHost)).toEqual([true, true])
})

test.each(['localhost', 'db.example', 'console.neon.tech', 'ep-a.eu-central-1.aws.neon.tech.example'])(
  '%s is none of Neon',
  (host) => {
    expect([poolerHost(host), directHost(host)]).toEqual([host, host])
    expect([isPoolerHost(host), isNeonHost(host)]).toEqual([false, false])
  },
)
