/** Commands whose repetition changes nothing; every other one, also one that Redis adds tomorrow, is taken for a write. */
const reads =
  /^(?:bitcount|bitfield_ro|bitpos|dbsize|dump|echo|eval_ro|evalsha_ro|exists|expiretime|fcall_ro|geodist|geohash|geopos|georadius_ro|georadiusbymember_ro|geosearch|get|getbit|getrange|hexists|hexpiretime|hget|hgetall|hkeys|hlen|hmget|hpexpiretime|hpttl|hrandfield|hscan|hstrlen|httl|hvals|keys|lcs|lindex|llen|lpos|lrange|mget|pexpiretime|pfcount|ping|pttl|randomkey|scan|scard|sdiff|sinter|sintercard|sismember|smembers|smismember|sort_ro|srandmember|sscan|strlen|substr|sunion|time|touch|ttl|type|xinfo|xlen|xpending|xrange|xread|xrevrange|zcard|zcount|zdiff|zinter|zintercard|zlexcount|zmscore|zrandmember|zrange|zrangebylex|zrangebyscore|zrank|zrevrange|zrevrangebylex|zrevrangebyscore|zrevrank|zscan|zscore|zunion|json\.(?:arrindex|arrlen|get|mget|objkeys|objlen|resp|strlen|type)|ar(?:count|get|getrange|grep|info|lastitems|len|mget|next|scan)|search\.(?:aggregate|count|describe|listaliases|query)|vector\.(?:count|get|info|query))$/i

/** Whether a command only reads. */
export function isRead(name: string): boolean {
  return reads.test(name)
}
