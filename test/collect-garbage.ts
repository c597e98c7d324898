import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

/** Lets some turns of the event loop pass, and takes away after each what nothing holds. */
export async function collectGarbage(turns = 8): Promise<void> {
  setFlagsFromString('--expose-gc')
  const collect = runInNewContext('gc') as () => void
  for (let turn = 0; turn < turns; turn++) {
    await new Promise((resolve) => void setImmediate(resolve))
    collect()
  }
}
