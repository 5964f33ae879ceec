// Context through which a link or chip opens something in the workspace, so that neither side imports the other.
// Without a workspace beside the conversation there is no listener, and nothing is offered.
import { createContext, useContext } from 'react'

export type WorkspaceWish =
  | {
      kind: 'row'
      /** 1-based data row of a file. */
      row: number
      /** The answer that the wish comes from; `null` when it comes from nowhere in particular. */
      message_id: string | null
      /** The file that the row is of, where it is known. */
      file_uuid: string | null
    }
  | {
      kind: 'artifact'
      artifact_id: string
      version: number
      /** `null` where only the address names it. */
      message_id: string | null
    }

const WishContext = createContext<((wish: WorkspaceWish) => void) | null>(null)

export const WishProvider = WishContext.Provider

/** `null` where there is no workspace. */
export const useWish = () => useContext(WishContext)

/** The answer that something is part of. */
const AnswerContext = createContext<string | null>(null)

export const AnswerProvider = AnswerContext.Provider

export const useAnswerId = () => useContext(AnswerContext)
