// Sends each tool where it may run: those that use tables into processes, all others into threads.
import type { ToolBench } from './tool-bench.ts'

export const routedBench = (threads: ToolBench, processes: ToolBench): ToolBench => ({
  run: (tool, args, work) => (tool.tables === true ? processes : threads).run(tool, args, work),
  async close() {
    await Promise.all([threads.close(), processes.close()])
  },
})
