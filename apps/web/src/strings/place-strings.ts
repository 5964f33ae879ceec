// Texts of the frame: areas, greeting, appearance, session, connection.
import { PILLAR_PARTS } from '../pillars/parts.ts'

export const PLACE_STRINGS = {
  product: 'Biplane',

  skipToContent: 'Skip to the conversation',

  nav: {
    guide: 'Guide',
  },

  guide: {
    name: 'Guide',
    greeting: 'What would you like to understand?',
    introduction:
      'Bring a file, a question or a process. I find the specialist who can work on it; every number comes with its calculation, and an answer goes on even when you close the page.',
    starts: 'Three ways to begin',
    sample: {
      title: 'Try the sample',
      text: '240 receivables as CSV and a refund procedure. Nothing of yours is needed.',
      loading: 'Fetching the sample …',
      failed: 'The sample could not be fetched. Check that the server is running, then try again.',
      words: 'Here are two sample files. What is in them, and is the data sound?',
    },
    drop: {
      title: 'Drop a file',
      text: 'Excel, ODS, Word, PDF, CSV, TSV, JSON, Markdown, HTML, BPMN or plain text: tables up to 200\u00a0MB, others up to 20\u00a0MB. Drag it here, or choose one.',
    },
    process: {
      title: 'Describe a process',
      text: 'Say who does what, step by step. I pass it to the specialist.',
      opening: 'This is how we do it:\n1. ',
    },
  },

  pillars: PILLAR_PARTS,

  agents: {
    guide: 'Guide',
    liaison: (pillar: string) => `${pillar} assistant`,
    unknown: 'Agent',
  },

  link: {
    connecting: 'Connecting',
    connected: 'Connected',
    overHttp: 'Connected without sockets',
    reconnecting: 'Reconnecting',
    offline: 'Offline',
    explain: {
      connecting: 'Opening the line to the server.',
      connected: 'Answers arrive as they are written.',
      overHttp:
        'WebSockets are off or do not get through here, so answers arrive over plain HTTP. Reload to try sockets again.',
      reconnecting: 'The line was cut. Answers go on at the server; nothing is lost, and they continue here.',
      offline: 'The server cannot be reached. Answers go on without this page; what you send waits here.',
    },
  },

  theme: { label: 'Appearance', system: 'Like the system', light: 'Light', dark: 'Dark' },

  session: {
    freshOneRefused: 'The server opened a session and then did not accept it. Reload the page, or ask its operator.',
    renewed:
      'Your session had ended, so a new one was opened. Earlier conversations belong to the old one and are not shown.',
    unreachable: 'The server cannot be reached. This page keeps trying and goes on by itself.',
    refusedTitle: 'You are not let in yet',
    tryAgain: 'Try again',
    dismiss: 'Dismiss',
  },

  notFound: {
    title: 'There is no such page',
    text: 'The address leads nowhere.',
    home: 'Go to your conversations',
    threadTitle: 'There is no such conversation',
    threadText: 'It may have been deleted, or it belongs to someone else.',
  },

  crash: {
    title: 'Something went wrong',
    text: 'Your conversation is safe on the server. Reload the page to go on.',
    reload: 'Reload',
  },
} as const
