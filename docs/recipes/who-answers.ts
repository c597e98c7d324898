import * as render from '@keelson/render'
import type { Release } from './steps.ts'

/** What a visitor of the live version sees, in a line. */
export async function whoAnswers({ vendors, target }: Release): Promise<string> {
  const service = await render.listServices(vendors.render, { name: target.serviceName }).first()
  const url = service?.serviceDetails.url
  const ready = await fetch(`${url}/readyz`)
  const { releaseId } = (await ready.json()) as { releaseId?: string }
  const page = await (await fetch(`${url}/`)).text()
  const [notice, style] = [/Notice: ([^<]*)/, /href="[^"]*?([^"/]+\.css)"/].map((part) => part.exec(page)?.[1])
  return `commit ${releaseId?.slice(0, 8)} answers with ${ready.status}, notice "${notice}", style ${style}`
}
