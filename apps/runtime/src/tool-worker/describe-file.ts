// Says how a file is read as a table, for Experience, which parses nothing by itself.
import { LIMITS } from '@biplane/contracts/vocabulary/limits'
import type { DescribeFileRequest, InvocationFile } from '@biplane/contracts/wire/agent-events'
import type { FileReading } from '@biplane/contracts/wire/file-reading'
import { readFileTool } from '../tables/read-file-tool.ts'
import { refuseBySize } from '../tools/detect.ts'
import { type ToolWorkers, toolsOf, type WorkerFile } from './tool-workers.ts'

interface Reader {
  readFile(file: InvocationFile): Promise<Uint8Array>
  saveFile(file: InvocationFile, path: string): Promise<void>
}

/** @throws UNSUPPORTED_FILE, TOO_LARGE, NOT_FOUND, RATE_LIMITED, CANCELLED */
export async function describeFile(
  tools: ToolWorkers,
  { file, session_id }: DescribeFileRequest,
  { signal, reader }: { signal: AbortSignal; reader: Reader },
): Promise<FileReading> {
  const { url: _, ...facts } = file
  refuseBySize(file, file.size, LIMITS.uploadBytes)
  const onWorkers: WorkerFile = {
    facts,
    read: () => reader.readFile(file),
    save: (path) => reader.saveFile(file, path),
  }
  const toolWorkers = session_id === undefined ? tools : toolsOf(tools, session_id)
  return (await toolWorkers.run(readFileTool, {}, { file: onWorkers, signal })).reading
}
