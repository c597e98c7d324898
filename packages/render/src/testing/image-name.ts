import { Refusal } from '@keelson/core/testing'

/** The part before the tag or digest, and what stands behind it. */
export function splitImage(path: string): [image: string, tag: string | undefined] {
  const [, image = path, tag] = /^(.*?)(?:[:@]([^/]+))?$/.exec(path) ?? []
  return [image, tag]
}

/** Refuses another image than that of the service; `undefined` is a service without one. */
export function checkSameImage(field: string, image: string, configured: string | undefined): void {
  if (configured === undefined) throw new Refusal(400, `${field}: the service is not based on an image`)
  if (splitImage(image)[0] !== splitImage(configured)[0])
    throw new Refusal(400, `${field}: only the tag or digest may differ from the image of the service`)
}
