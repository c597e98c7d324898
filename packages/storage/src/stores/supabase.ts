import { createLocation, locationError, type LocationOptions, type StoreLocation } from '../location.js'

/** Options of {@link supabase}; with a `sessionToken` (a user's JWT), the policies of that user hold. */
export interface SupabaseOptions extends LocationOptions {
  /** The project's reference id, or its URL (`SUPABASE_URL`); of an own server, its URL: `http://127.0.0.1:54321`. */
  readonly project: string
  /** Of the project: `eu-central-1`; `local` on an own machine. */
  readonly region: string
}

/**
 * A bucket of a Supabase project, over S3's protocol. A public bucket is read at the project's own URLs.
 * https://supabase.com/docs/guides/storage/s3/compatibility
 *
 * @example
 * import { supabase } from '@keelson/storage/stores/supabase'
 * const location = supabase({ project: 'abcdefghijklmnopqrst', region: 'eu-central-1', bucket: 'avatars', accessKeyId, secretAccessKey })
 */
export function supabase({ project, ...options }: SupabaseOptions): StoreLocation {
  const { storage, api } = urlsOf(project)
  return createLocation({
    ...options,
    name: 'supabase',
    // https://supabase.com/docs/guides/storage/s3/authentication
    endpoint: `${storage}/storage/v1/s3`,
    forcePathStyle: true,
    // https://supabase.com/docs/guides/storage/serving/downloads
    publicUrl: options.publicUrl ?? `${api}/storage/v1/object/public/${options.bucket}`,
    // Neither ACLs nor conditions; what a form may upload was not enforced before July 2026:
    // https://github.com/supabase/storage/pull/1211
    capabilities: { cors: false, lifecycle: false, publicEndpoint: false, ...options.capabilities },
  })
}

/** Large uploads have a host of their own. */
function urlsOf(project: string): { readonly storage: string; readonly api: string } {
  const [, id] = /^(?:https:\/\/)?([a-z0-9]{20})(?:(?:\.storage)?\.supabase\.co(?:\/.*)?)?$/.exec(project) ?? []
  if (id) return { storage: `https://${id}.storage.supabase.co`, api: `https://${id}.supabase.co` }
  if (!/^https?:\/\//.test(project)) {
    throw locationError('supabase', `project must be 20 small letters or a URL, not ${JSON.stringify(project)}`)
  }
  const own = project.replace(/(?:\/storage\/v1\/s3)?\/*$/, '')
  return { storage: own, api: own }
}
