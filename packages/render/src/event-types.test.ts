import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { serviceEventTypes } from './event-types.js'
import { webhookEventTypes } from './webhooks/webhook-event-types.js'

interface Enum {
  readonly enum: readonly string[]
}

const { components } = JSON.parse(readFileSync(new URL('../contract.json', import.meta.url), 'utf8')) as {
  components: {
    parameters: { eventTypeParam: { schema: { anyOf: [Enum] } } }
    schemas: {
      webhookEventWithCursor: { properties: { webhookEvent: { properties: { eventType: Enum } } } }
    }
  }
}

test('the types of events are those of the contract', () => {
  expect(serviceEventTypes.toSorted()).toEqual(components.parameters.eventTypeParam.schema.anyOf[0].enum.toSorted())
  expect(webhookEventTypes.toSorted()).toEqual(
    components.schemas.webhookEventWithCursor.properties.webhookEvent.properties.eventType.enum.toSorted(),
  )
})
