import { expect, test } from 'vitest'
import { reservePort } from './port.ts'

test('no port is given twice, and none from where systems number outgoing connections', async () => {
  const ports = await Promise.all(Array.from({ length: 50 }, () => reservePort()))
  expect(new Set(ports).size).toBe(50)
  expect(Math.max(...ports)).toBeLessThan(32_768)
})
