export { followLogs, untilDeployEnds, untilJobEnds } from './follow-logs.js'
export type { FollowLogsOptions, FollowLogsParams, LogGap, LogGapOptions } from './follow-logs.js'
export { streamLogs } from './log-stream.js'
export type { OpenWebSocket, StreamLogsOptions, WebSocketLike } from './log-stream.js'
