export { abortUploads } from './upload/abort-uploads.js'
export type { AbortUploadsOptions, AbortUploadsParams } from './upload/abort-uploads.js'
export type { SourceOptions, StreamBody } from './upload/byte-source.js'
export { copyObjects } from './copy/copy-objects.js'
export type { CopyObjectsOptions, CopyProgress, CopyResult } from './copy/copy-objects.js'
export type { CopyObjectsParams, SkippedObject } from './copy/copy-plan.js'
export type { UploadProgress } from './upload/drive-upload.js'
export { createLocalStore } from './local/store.js'
export type { LocalStoreOptions } from './local/store.js'
export { lintStorage } from './lint/lint.js'
export type { LintStorageContext } from './lint/lint.js'
export type { StoreCapabilities, StoreCredentials, StoreLocation } from './location.js'
export { createMemoryStore } from './memory/memory.js'
export type { MemoryStoreOptions } from './memory/memory.js'
export { presignDelete, presignGet, presignHead } from './presign/presign.js'
export type { PresignGetParams } from './presign/presign.js'
export { presignPart } from './presign/presign-part.js'
export type { PresignPartParams } from './presign/presign-part.js'
export { presignPost } from './presign/presign-post.js'
export type { PresignedPost, PresignPostParams, StartsWith } from './presign/presign-post.js'
export { presignPut } from './presign/presign-put.js'
export type { PresignedPut, PresignPutParams } from './presign/presign-put.js'
export type { PresignOptions, PresignParams } from './presign/presign-url.js'
export { putStream } from './upload/put-stream.js'
export type { PutStreamOptions, PutStreamParams, UploadOptions } from './upload/put-stream.js'
export { publicUrl } from './public-url.js'
export { resolveStore } from './environment/resolve-store.js'
export type { ResolveStoreOptions, StoreEnvironment } from './environment/resolve-store.js'
export { r2KeysFromToken } from './r2-keys.js'
export type { R2Token } from './r2-keys.js'
export type { StorageUse } from './lint/storage-use.js'
export { ensureBucketStep, syncStep } from './steps.js'
export type {
  CompleteOptions,
  CompleteParams,
  MultipartUploads,
  OpenUpload,
  PartParams,
  UploadedPart,
  UploadReference,
} from './multipart.js'
export type {
  ByteRange,
  CopyOptions,
  CopyParams,
  GetOptions,
  ObjectAttributes,
  ObjectInfo,
  ObjectStream,
  PutOptions,
  StoredObject,
  StoreOptions,
} from './object.js'
export type { ObjectCapabilities, Store } from './store.js'
export type { Encoding } from './sync/compress.js'
export { defaultFileRules } from './sync/file-rules.js'
export type { FileRule, FileSettings, Naming } from './sync/file-rules.js'
export type { FileSelection } from './sync/find-files.js'
export type { UploadReason } from './sync/find-missing.js'
export type { ManifestFormat } from './sync/manifest-format.js'
export { parseManifest, readManifest, resolveAsset } from './sync/manifest.js'
export type { AssetManifest, ReadManifestOptions } from './sync/manifest.js'
export type {
  ManifestOptions,
  PlannedFile,
  PlanOptions,
  SyncFile,
  SyncManifest,
  SyncPlan,
  SyncResult,
} from './sync/plan.js'
export type { PruneOptions, PrunePlan } from './sync/prune-plan.js'
export { planPrune, pruneFiles } from './sync/prune.js'
export { removePrefix } from './sync/remove-prefix.js'
export { planSync, syncDirectory } from './sync/sync.js'
export type { SyncOptions } from './sync/sync.js'
export type { SyncProgress } from './sync/upload.js'
export { uploadFile } from './upload/upload-file.js'
export type { UploadFileOptions, UploadFileParams } from './upload/upload-file.js'
