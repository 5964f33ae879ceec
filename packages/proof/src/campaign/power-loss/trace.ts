// Parses strace output of one process: calls on a folder's files and on sockets, in order. Rejects an unreadable line:
// an overlooked write would look like one that never happened.
import { spawnSync } from 'node:child_process'
import { createReadStream } from 'node:fs'
import { createInterface } from 'node:readline'

/** Calls that put nothing on the disk of the folder but may not be used there unnoticed. */
const UNEXPECTED = ['truncate', 'fallocate', 'copy_file_range', 'sendfile', '?pwritev', '?pwritev2', '?open', '?creat']
const TRACED = [
  ...['openat', 'write', 'writev', 'pwrite64', 'ftruncate', 'fsync', 'fdatasync', 'sendto', 'sendmsg'],
  ...['?rename', '?renameat', 'renameat2', '?link', 'linkat', '?unlink', 'unlinkat', '?mkdir', 'mkdirat'],
  ...UNEXPECTED,
]

/**
 * `-D`: node stays the child of whoever starts it, so that signals reach it. `-xx` and `-s`: every byte, in hexadecimal.
 * `-y`: descriptors with names.
 */
const STRACE = [
  ...['strace', '-D', '-f', '--seccomp-bpf', '-y', '-xx', '-s', '100000000', '-e', 'signal=none'],
  ...['-e', `trace=${TRACED.join(',')}`],
]

/** The command before `node` that has it traced into this file, after what is there already. */
export const straceTo = (file: string): string[] => [...STRACE, '-A', '-o', file]

/** Why nothing can be traced here; `null` when it can. */
export function whyNoTrace(): string | null {
  const [command = '', ...args] = STRACE
  const { error, stderr } = spawnSync(command, [...args, process.execPath, '--version'], { encoding: 'utf8' })
  if (error) return 'there is no strace here'
  return stderr.includes('openat(') ? null : `nothing can be traced here: ${stderr.trim().split('\n')[0]}`
}

export type Call =
  /** An `open` that may make or empty the file. */
  | { call: 'open'; path: string; creates: boolean; empties: boolean }
  | { call: 'write'; path: string; offset: number; bytes: Buffer }
  | { call: 'truncate'; path: string; size: number }
  /** Of a file or of a folder; what was done before `begun` is on the disk from then on. */
  | { call: 'sync'; path: string; begun: number }
  | { call: 'rename' | 'link'; from: string; path: string }
  | { call: 'unlink' | 'mkdir'; path: string }
  | { call: 'send'; socket: string; bytes: Buffer }

/** `at` grows: where a write or a send began, and where a sync ended. */
export type Step = Call & { at: number }

/** The calls below `folder`, without those that failed or were never finished. @throws on a line that it cannot read */
export async function readTrace(file: string, folder: string): Promise<Step[]> {
  const lines = createInterface({ input: createReadStream(file, 'latin1'), crlfDelay: Number.POSITIVE_INFINITY })
  const reader = new TraceReader(folder)
  for await (const line of lines) reader.read(line)
  return reader.steps.sort((a, b) => a.at - b.at)
}

const LINE = /^\d+ +(\w+)\((.*)\) += (-?\d+|\?)(.*)$/
const DESCRIPTOR = /^(\d+)<([^>]*)>(\(deleted\))?/

interface Finished {
  name: string
  args: string
  /** What it returned; not negative. */
  result: number
  /** The descriptor that it returned, with its name. */
  made: string
  began: number
  ended: number
}

class TraceReader {
  readonly steps: Step[] = []
  readonly #folder: string
  /** The folder as the trace writes it. */
  readonly #written: string
  readonly #unfinished = new Map<string, { head: string; began: number }>()
  /** Where the next plain `write` to a descriptor goes. */
  readonly #offsets = new Map<string, number>()
  #lines = 0

  constructor(folder: string) {
    this.#folder = folder
    this.#written = [...Buffer.from(folder)].map((byte) => `\\x${byte.toString(16).padStart(2, '0')}`).join('')
  }

  read(line: string): void {
    const at = this.#lines
    this.#lines += 1
    const thread = line.slice(0, line.indexOf(' '))
    // Another thread's call came between the beginning and the end of this one.
    if (line.endsWith(' <unfinished ...>')) {
      this.#unfinished.set(thread, { head: line.slice(0, -' <unfinished ...>'.length), began: at })
      return
    }
    const resumed = /^\d+ +<\.\.\. \w+ resumed>/.exec(line)
    const { head, began } = (resumed && this.#unfinished.get(thread)) ?? { head: '', began: at }
    this.#unfinished.delete(thread)
    this.#take(head + line.slice(resumed?.[0].length ?? 0), began, at)
  }

  #take(line: string, began: number, ended: number): void {
    if (line === '' || /^\d+ +(\+\+\+|---) /.test(line)) return
    const [, name, args, result, rest] = LINE.exec(line) ?? []
    if (name === undefined || args === undefined || line.includes('"...'))
      throw new Error(`unreadable: ${line.slice(0, 500)}`)
    // The process was killed in it, or was refused.
    if (result === '?' || Number(result) < 0) return
    const call = this.#callOf({ name, args, result: Number(result), made: `${result}${rest}`, began, ended })
    if (call) this.steps.push({ ...call, at: call.call === 'sync' ? ended : began })
  }

  #callOf({ name, args, result, made, began }: Finished): Call | null {
    switch (name) {
      case 'openat':
        return this.#open(args, made)
      case 'write':
      case 'writev':
      case 'pwrite64':
      case 'sendto':
      case 'sendmsg':
        return this.#write(name, args, result)
      case 'ftruncate':
        return this.#onFile(args, (path) => ({ call: 'truncate', path, size: Number(/, (\d+)$/.exec(args)?.[1]) }))
      case 'fsync':
      case 'fdatasync':
        return this.#onFile(args, (path) => ({ call: 'sync', path, begun: began }))
      default:
        return this.#onNames(name, args)
    }
  }

  #open(args: string, made: string): Call | null {
    this.#offsets.set(/^\d+/.exec(made)?.[0] ?? '', 0)
    const [creates, empties] = [args.includes('O_CREAT'), args.includes('O_TRUNC')]
    if (!creates && !empties) return null
    return this.#onFile(made, (path) => {
      if (args.includes('O_APPEND')) throw new Error(`appending is not understood: ${path}`)
      return { call: 'open', path, creates, empties }
    })
  }

  #write(name: string, args: string, result: number): Call | null {
    const [, descriptor = '', hex = ''] = DESCRIPTOR.exec(args) ?? []
    const target = bytesOf(hex).toString()
    const bytes = () => Buffer.concat(quoted(args)).subarray(0, result)
    if (target.startsWith('socket:')) return { call: 'send', socket: target, bytes: bytes() }
    return this.#onFile(args, (path) => {
      if (name === 'pwrite64')
        return { call: 'write', path, offset: Number(/, (\d+)$/.exec(args)?.[1]), bytes: bytes() }
      const offset = this.#offsets.get(descriptor) ?? 0
      this.#offsets.set(descriptor, offset + result)
      return { call: 'write', path, offset, bytes: bytes() }
    })
  }

  #onNames(name: string, args: string): Call | null {
    const [first = '', second = ''] = quoted(args).map(String)
    if (!args.includes(this.#written)) return null
    if (name.startsWith('rename')) return { call: 'rename', from: first, path: second }
    if (name.startsWith('link')) return { call: 'link', from: first, path: second }
    if (name.startsWith('unlink')) return { call: 'unlink', path: first }
    if (name.startsWith('mkdir')) return { call: 'mkdir', path: first }
    throw new Error(`${name} is not understood`)
  }

  #onFile(text: string, call: (path: string) => Call): Call | null {
    const [, , hex = '', deleted] = DESCRIPTOR.exec(text) ?? []
    const path = bytesOf(hex).toString()
    return deleted === undefined && this.#owns(path) ? call(path) : null
  }

  /** The shared memory beside the database is none of it: it is mapped, and made anew from the log. */
  #owns(path: string): boolean {
    return (path === this.#folder || path.startsWith(`${this.#folder}/`)) && !path.endsWith('-shm')
  }
}

const bytesOf = (hex: string): Buffer => Buffer.from(hex.replaceAll('\\x', ''), 'hex')

const quoted = (args: string): Buffer[] => [...args.matchAll(/"([^"]*)"/g)].map(([, hex = '']) => bytesOf(hex))
