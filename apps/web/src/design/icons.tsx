// Icons: 16-unit line drawings in the current text colour, hidden from screen readers; the text beside them names them.
import type { ReactNode } from 'react'

interface IconProps {
  /** Pixels. */
  size?: number
  className?: string
}

export type Icon = (props: IconProps) => ReactNode

const icon = (drawing: ReactNode): Icon =>
  function Icon({ size = 16, className }: IconProps) {
    return (
      <svg
        width={size}
        height={size}
        viewBox="0 0 16 16"
        fill="none"
        stroke="currentColor"
        strokeWidth="1.35"
        strokeLinecap="round"
        strokeLinejoin="round"
        aria-hidden="true"
        focusable="false"
        {...(className === undefined ? {} : { className })}
      >
        {drawing}
      </svg>
    )
  }

export const GuideIcon = icon(
  <>
    <circle cx="8" cy="8" r="5.75" />
    <path d="m10.3 5.7-1.5 3.1-3.1 1.5 1.5-3.1z" />
  </>,
)
export const ContentIcon = icon(
  <>
    <path d="M9.25 2H4.5A1.5 1.5 0 0 0 3 3.5v9A1.5 1.5 0 0 0 4.5 14h7a1.5 1.5 0 0 0 1.5-1.5V5.75z" />
    <path d="M9.25 2v3.75H13M5.75 8.75h4.5M5.75 11.25h3" />
  </>,
)
export const InsightsIcon = icon(
  <path d="M2.5 2.5v9.5a1.5 1.5 0 0 0 1.5 1.5h9.5M5.75 10.75v-2.5M8.75 10.75v-5M11.75 10.75v-6.5" />,
)
export const OperationsIcon = icon(
  <>
    <rect x="2" y="2.5" width="4.5" height="3.5" rx="1" />
    <rect x="9.5" y="10" width="4.5" height="3.5" rx="1" />
    <path d="M6.5 4.25h3.25a2 2 0 0 1 2 2V10M4.25 6v3.75a2 2 0 0 0 2 2H9.5" />
  </>,
)
export const OutcomesIcon = icon(
  <>
    <path d="M3.5 14V2.5" />
    <path d="M3.5 3.25c3-1.7 5 1.5 9 0v6c-4 1.5-6-1.7-9 0" />
  </>,
)
export const SendIcon = icon(<path d="M8 13.25V2.75M3.75 7 8 2.75 12.25 7" />)
export const StopIcon = icon(<rect x="4" y="4" width="8" height="8" rx="1.5" fill="currentColor" stroke="none" />)
export const AttachIcon = icon(
  <path d="m13.5 7.5-5.4 5.4a3.5 3.5 0 0 1-5-5L8.7 2.4a2.3 2.3 0 0 1 3.3 3.3L6.5 11.2a1.15 1.15 0 0 1-1.65-1.65L9.9 4.5" />,
)
export const CopyIcon = icon(
  <>
    <rect x="5.5" y="5.5" width="8" height="8" rx="1.5" />
    <path d="M3.5 10.5h-.25A.75.75 0 0 1 2.5 9.75v-6A1.25 1.25 0 0 1 3.75 2.5h6a.75.75 0 0 1 .75.75v.25" />
  </>,
)
export const CheckIcon = icon(<path d="m3 8.5 3.25 3.25L13 4.75" />)
export const RetryIcon = icon(<path d="M13 8a5 5 0 1 1-1.6-3.7M13 2.5V5h-2.5" />)
export const CloseIcon = icon(<path d="m4 4 8 8M12 4l-8 8" />)
export const DownIcon = icon(<path d="M8 2.75v10.5M3.75 9 8 13.25 12.25 9" />)
export const ChevronIcon = icon(<path d="m6 3.5 4.5 4.5L6 12.5" />)
export const ChevronDownIcon = icon(<path d="m3.5 6 4.5 4.5L12.5 6" />)
export const DownloadIcon = icon(<path d="M8 2.5v7.75M4.75 7.25 8 10.5l3.25-3.25M2.75 13.25h10.5" />)
export const WarningIcon = icon(<path d="M8 2.25 14 13H2zM8 6.5v3M8 11.25v.05" />)
export const ErrorIcon = icon(
  <>
    <circle cx="8" cy="8" r="5.75" />
    <path d="M8 5.25v3.25M8 10.75v.05" />
  </>,
)
export const NoteIcon = icon(
  <>
    <circle cx="8" cy="8" r="5.75" />
    <path d="M8 7.5v3.25M8 5.25v.05" />
  </>,
)
export const SampleIcon = icon(<path d="M8 2.25 9.35 6.65 13.75 8 9.35 9.35 8 13.75 6.65 9.35 2.25 8 6.65 6.65z" />)
export const UploadIcon = icon(
  <path d="M8 10.75V3M4.75 6 8 2.75 11.25 6M2.75 10.5v1.75a1.25 1.25 0 0 0 1.25 1.25h8a1.25 1.25 0 0 0 1.25-1.25V10.5" />,
)
export const StepsIcon = icon(
  <path d="M6.5 4h7M6.5 8h7M6.5 12h7M2.5 4l.6.6L4.25 3.4M2.5 8l.6.6 1.15-1.2M2.5 12l.6.6 1.15-1.2" />,
)
export const TableIcon = icon(
  <>
    <rect x="2" y="3" width="12" height="10" rx="1.5" />
    <path d="M2 6.5h12M6.5 6.5V13" />
  </>,
)
export const SchemaIcon = icon(<path d="M3 3h4v3H3zM9 10h4v3H9zM5 6v5.5h4M5 8.25" />)
export const OutlineIcon = icon(<path d="M3 3.5h10M5.5 7h7.5M5.5 10h7.5M8 13h5" />)
export const FindingsIcon = icon(
  <>
    <circle cx="7" cy="7" r="4.5" />
    <path d="m10.5 10.5 3 3M7 5v2.25M7 9v.05" />
  </>,
)
export const HandoffIcon = icon(<path d="M2.5 8h9M8.25 4.5 11.75 8l-3.5 3.5M14 3.5v9" />)
export const SunIcon = icon(
  <>
    <circle cx="8" cy="8" r="2.75" />
    <path d="M8 1.75v1M8 13.25v1M1.75 8h1M13.25 8h1M3.6 3.6l.7.7M11.7 11.7l.7.7M3.6 12.4l.7-.7M11.7 4.3l.7-.7" />
  </>,
)
export const MoonIcon = icon(<path d="M13.25 9.6A5.75 5.75 0 1 1 6.4 2.75a4.5 4.5 0 0 0 6.85 6.85z" />)
export const SystemIcon = icon(
  <>
    <rect x="2" y="3" width="12" height="8" rx="1.25" />
    <path d="M6 13.5h4" />
  </>,
)
export const SortIcon = icon(<path d="M5 3v9.5M2.75 10.25 5 12.5l2.25-2.25M11 13V3.5M8.75 5.75 11 3.5l2.25 2.25" />)

/** Two wings, two struts and a hub. */
export function Wordmark({ size = 22 }: { size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 22 22" fill="none" aria-hidden="true" focusable="false">
      <g stroke="currentColor" strokeWidth="1.8" strokeLinecap="round">
        <path d="M1.5 6h19M4 16.5h14" />
        <path d="m6.5 6.5-1 9.5M15.5 6.5l1 9.5" strokeWidth="1.1" />
      </g>
      <circle cx="11" cy="11.25" r="2.6" fill="currentColor" />
    </svg>
  )
}
export const EditIcon = icon(<path d="M10.75 2.75 13.25 5.25 5.5 13H3v-2.5zM9 4.5 11.5 7" />)
export const SearchIcon = icon(
  <>
    <circle cx="7" cy="7" r="4.25" />
    <path d="m10.25 10.25 3.25 3.25" />
  </>,
)
export const ChatsIcon = icon(
  <path d="M2.5 4A1.5 1.5 0 0 1 4 2.5h6A1.5 1.5 0 0 1 11.5 4v4A1.5 1.5 0 0 1 10 9.5H6L3.5 11.5v-2H4A1.5 1.5 0 0 1 2.5 8zM13.5 6v5.5h-1V13L10 11.5H7.5" />,
)
export const NewChatIcon = icon(<path d="M8 3v10M3 8h10" />)
export const InfoIcon = icon(
  <>
    <circle cx="8" cy="8" r="5.75" />
    <path d="M8 7.5v3.25M8 5.25v.05" />
  </>,
)
export const MoreIcon = icon(<path d="M3.5 8v.01M8 8v.01M12.5 8v.01" strokeWidth="2.2" />)
export const PersonIcon = icon(
  <>
    <circle cx="8" cy="5.25" r="2.75" />
    <path d="M2.75 13.75a5.25 5.25 0 0 1 10.5 0" />
  </>,
)
export const InspectIcon = icon(<path d="M2 8h2.75L6.5 3.25l3 9.5L11.25 8H14" />)
export const EnlargeIcon = icon(<path d="M9.5 2.5h4v4M13.5 2.5 9 7M6.5 13.5h-4v-4M2.5 13.5 7 9" />)
export const ReduceIcon = icon(<path d="M13 7H9V3M9 7l4.5-4.5M3 9h4v4M7 9l-4.5 4.5" />)
