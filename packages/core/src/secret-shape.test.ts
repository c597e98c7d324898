import { expect, test } from 'vitest'
import { findSecretSign, toVariableName } from './secret-shape.js'

const long = 'k3yM4terial0fS0meLength99xx'
const tokenOf = (role: string) =>
  `eyJhbGciOiJIUzI1NiJ9.${Buffer.from(`{"iss":"supabase","role":"${role}"}`).toString('base64url')}.${long}`

test.for<[string, string, 'name' | 'shape' | undefined]>([
  ['SECRET_KEY', long, 'name'],
  ['database.password', 'correct-horse', 'name'],
  ['stripeApiKey', long, 'name'],
  ['X', `sk_live_${long}`, 'shape'],
  ['X', `rnd_${long}`, 'shape'],
  ['X', 'AKIAIOSFODNN7ABCDEFG', 'shape'],
  ['X', '-----BEGIN RSA PRIVATE KEY-----\nMII', 'shape'],
  ['REDIS_URL', `rediss://default:${long}@eu1.upstash.example:6379`, 'shape'],
  ['TOKEN_EXPIRY', '3600', undefined],
  ['PASSWORD_MIN_LENGTH', '12', undefined],
  ['password', '${DB_PASSWORD}', undefined],
  ['password', 'DB_PASSWORD', undefined],
  ['JWT_SECRET', '/etc/secrets/jwt.pem', undefined],
  ['PUBLIC_KEY', long, undefined],
  ['CACHE_KEY', 'shop:v2:', undefined],
  ['TOKEN', 'https://issuer.example/token', undefined],
  ['SECRET_KEY', 'your-secret-key', undefined],
  ['REDIS_URL', 'redis://:dev-password@127.0.0.1:6379', undefined],
  ['DATABASE_URL', 'postgresql://app:${PASSWORD}@db.example/app', undefined],
  ['DATABASE_URL', 'postgresql://db.example/app', undefined],
  ['STRIPE_KEY', `pk_live_${long}`, undefined],
  ['X', 'postgresql://neondb_owner:k9Wq7z4m@ep-a.neon.tech/neondb', 'shape'],
  ['X', 'npg_q7Lr2vKx9TzW', 'shape'],
  ['X', tokenOf('service_role'), 'shape'],
  ['NEXT_PUBLIC_SUPABASE_ANON_KEY', tokenOf('anon'), undefined],
  ['NEXT_PUBLIC_FIREBASE_API_KEY', `AIza${long}`, undefined],
  ['VITE_ADMIN_PASSWORD', 'correct-horse', 'name'],
  ['MODEL', 'sk-learn-pipeline-of-the-shop', undefined],
])('%s=%s: %s', ([name, value, sign]) => {
  expect(findSecretSign(name, value)).toBe(sign)
})

// A pattern that goes back and forth takes minutes, and the test its time limit.
test.for(['://', '://<a ', '${', '{{', 'sk-', 'eyJa', ' ', '@'])('many %j are no secret', (piece) => {
  expect(findSecretSign('PASSWORD', piece.repeat(200_000))).not.toBe('shape')
})

test('keys of files are written as variables are called', () => {
  expect(['web.maxUploadMb', 'WEB_PORT', 's3Bucket', 'apiURLPath', 'log-level'].map(toVariableName)).toEqual([
    'WEB_MAX_UPLOAD_MB',
    'WEB_PORT',
    'S3_BUCKET',
    'API_URL_PATH',
    'LOG_LEVEL',
  ])
})
