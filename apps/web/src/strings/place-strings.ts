// Texts of the frame: areas, greeting, appearance, session, connection.
import type { Pillar } from '@biplane/contracts/vocabulary/pillars'

export const PLACE_STRINGS = {
  product: 'Biplane',

  skipToContent: 'Skip to the conversation',

  nav: {
    label: 'Areas',
    guide: 'Guide',
    pillars: {
      content: 'Content',
      insights: 'Insights',
      operations: 'Operations',
      business_outcomes: 'Outcomes',
    } satisfies Record<Pillar, string>,
    working: (area: string) => `${area}, an answer is being written`,
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
      text: 'Say who does what, step by step. I pass it to the operations specialist.',
      opening: 'This is how we do it:\n1. ',
    },
  },

  pillars: {
    content: {
      purpose: 'Reads files: what they are, how they are built, what is wrong in them.',
      empty: 'Attach a file and I tell you its type, its columns and what is wrong in it, row by row.',
      suggestions: ['What is in this file?', 'Is the data sound?'],
      next: ['Which columns does it have?', 'Is the data sound?'],
    },
    insights: {
      purpose: 'Computes answers from your tables, and shows how.',
      empty:
        'Ask about the numbers in a file: who is late, how much, which region, the average. Every answer shows its calculation.',
      // Questions about a file are made from its columns; before there is one, there are none.
      suggestions: [],
      next: [],
    },
    operations: {
      purpose: 'Processes and procedures: steps, owners, gaps, waiting, what machines could do.',
      empty:
        'Attach a procedure or a BPMN diagram, or type the steps. I draw the workflow, check it line by line, and simulate it.',
      suggestions: ['Draw the workflow', 'Check it for gaps', 'Build a new procedure by questions'],
      next: ['Simulate it', 'Which steps can be automated?', 'Check it for gaps'],
    },
    business_outcomes: {
      purpose: 'Plans, costs and benefits of what you want to change.',
      empty: 'I make a plan of what the others found: roadmap, payback, indicators, risks. Ask what is still missing.',
      suggestions: ['Make a 90-day plan', 'What is missing?'],
      next: ['Is it worth it?', 'Write a proposal for a pilot', 'Export the bundle'],
    },
  } satisfies Record<Pillar, { purpose: string; empty: string; suggestions: string[]; next: string[] }>,

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

  notFound: { title: 'There is no such page', text: 'The address leads nowhere.', home: 'Go to the guide' },

  crash: {
    title: 'Something went wrong',
    text: 'Your conversation is safe on the server. Reload the page to go on.',
    reload: 'Reload',
  },
} as const
