// Owns the wish to see something of the workspace: who asks (a link in an answer, a chip) and who shows it need not know
// each other. Where there is no workspace beside a conversation, nobody listens and nothing can be asked.
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
  | { kind: 'artifact'; artifact_id: string; version: number; message_id: string }

const WishContext = createContext<((wish: WorkspaceWish) => void) | null>(null)

export const WishProvider = WishContext.Provider

/** `null` where there is no workspace. */
export const useWish = () => useContext(WishContext)

/** The answer that something is part of. */
const AnswerContext = createContext<string | null>(null)

export const AnswerProvider = AnswerContext.Provider

export const useAnswerId = () => useContext(AnswerContext)
