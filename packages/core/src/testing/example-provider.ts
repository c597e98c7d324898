import type { ProviderDefinition } from '../provider.js'

/** A made-up vendor, for the tests of this package. */
export const exampleProvider: ProviderDefinition<'example'> = {
  provider: 'example',
  baseUrl: 'https://api.example.test/v1',
  apiKeyVariable: 'EXAMPLE_API_KEY',
  apiKeyUrl: 'https://example.test/keys',
  authorize: (apiKey) => ({ authorization: `Bearer ${apiKey}` }),
  errorMessage: (body) => {
    const message = (body as { message?: unknown } | undefined)?.message
    return typeof message === 'string' ? message : undefined
  },
  requestIdHeaders: ['x-request-id'],
}
