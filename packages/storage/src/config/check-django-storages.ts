import { KeelsonError } from '@keelson/core'
import { checkPrefix } from '../key.js'
import { unsupported } from '../unsupported.js'
import type { DjangoStorage } from './django-storage.js'

/** The folder of a storage in its bucket, without a slash at its end. */
export function prefixOf(alias: string, { location }: Pick<DjangoStorage, 'location'>): string {
  const usual = alias === 'default' ? 'media' : alias === 'staticfiles' ? 'static' : alias
  return (location ?? usual).replace(/\/$/, '')
}

/** Throws for storages that Django or django-storages would misread, or that would overwrite one another. */
export function checkStorages(storages: Readonly<Record<string, DjangoStorage>>, hasStorages: boolean): void {
  const entries = Object.entries(storages)
  for (const needed of ['default', 'staticfiles'])
    if (!Object.hasOwn(storages, needed)) refuseStorages(`there is no ${needed}`, 'Django wants a storage of that name')
  const other = entries.find(([alias]) => alias !== 'default' && alias !== 'staticfiles')
  if (other && !hasStorages)
    refuseStorages(
      `Django below 4.2 has no storage ${JSON.stringify(other[0])}`,
      'It has default and staticfiles alone',
    )
  for (const [alias, storage] of entries) checkStorage(alias, storage)
  const folders = entries.flatMap(([alias, { store, ...storage }]) =>
    store ? [{ alias, folder: `${store.endpoint} ${store.bucket} ${prefixOf(alias, storage)}/` }] : [],
  )
  for (const { alias, folder } of folders) {
    const outer = folders.find((one) => one.alias !== alias && folder.startsWith(one.folder))
    if (outer) refuseStorages(`the files of ${alias} would be among those of ${outer.alias}`, 'Give each a location')
  }
}

function checkStorage(alias: string, storage: DjangoStorage): void {
  const { store, folder, querystring_auth, querystring_expire: expires = 3600, default_acl, manifestFolder } = storage
  const isStatic = alias === 'staticfiles'
  if (!/^[a-z][a-z0-9_]*$/.test(alias))
    refuseStorages(`${JSON.stringify(alias)} is no alias`, 'Take small letters, digits and _')
  checkPrefix(`location of ${alias}`, `${prefixOf(alias, storage)}/`)
  if (manifestFolder !== undefined && !isStatic)
    refuseStorages(`${alias} has a manifestFolder`, 'staticfiles alone can')
  if (!store) {
    if (folder === undefined || folder === '')
      refuseStorages(
        `${alias} has neither a store nor a folder`,
        'Give the folder of the local disk where it is to be used',
      )
    if (storage.base_url !== undefined && !storage.base_url.endsWith('/'))
      refuseStorages(`base_url of ${alias} is ${JSON.stringify(storage.base_url)}`, 'Django wants a slash at its end')
    return
  }
  if (isStatic && querystring_auth)
    refuseStorages('the URLs of staticfiles would be signed', 'No cache could keep them')
  if (isStatic && storage.file_overwrite === false)
    refuseStorages('staticfiles would not be overwritten', 'They would get names that the manifest does not have')
  if (!(Number.isInteger(expires) && expires >= 1 && expires <= 604_800))
    refuseStorages(`querystring_expire of ${alias} is ${expires}`, 'Give seconds, from 1 to 604800')
  // https://developers.cloudflare.com/r2/buckets/public-buckets/
  if (!isStatic && querystring_auth !== false && store.name === 'r2' && store.publicUrl !== undefined)
    refuseStorages(
      `everybody reads the files of ${alias} at ${store.publicUrl}, though their URLs are signed: a domain opens all of an R2 bucket`,
      `Give ${alias} a bucket of its own, { ...store, bucket: 'another', publicUrl: undefined }, or say querystring_auth: false`,
    )
  if (storage.object_parameters && 'ACL' in storage.object_parameters)
    refuseStorages(`object_parameters of ${alias} have an ACL`, 'It belongs into default_acl')
  if (typeof default_acl !== 'string') return
  if (!store.capabilities.acl)
    throw unsupported(`the ${store.name} store`, 'ACLs', {
      provider: store.name,
      hint: `Leave out default_acl of ${alias}: who may read is said for the bucket`,
    })
  if (!isStatic && querystring_auth !== false && default_acl.startsWith('public'))
    refuseStorages(`${alias} has signed URLs and the ACL ${default_acl}`, 'Set querystring_auth: false, or no ACL')
}

/** Throws what {@link checkStorages} throws. */
export function refuseStorages(problem: string, hint: string): never {
  throw new KeelsonError(`STORAGES cannot be used: ${problem}`, { code: 'config', hint })
}
