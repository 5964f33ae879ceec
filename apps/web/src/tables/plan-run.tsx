// Running a changed plan as a new turn. Where that is impossible (another assistant's conversation), plans are shown and not changed.
import type { TablePlan } from '@biplane/contracts/wire/table-plan'
import { createContext, useContext } from 'react'

export type RunPlan = (plan: TablePlan, words?: string) => void

const RunContext = createContext<RunPlan | null>(null)

export const RunPlanProvider = RunContext.Provider

export const useRunPlan = (): RunPlan | null => useContext(RunContext)
