// Owns every English word that the page itself says. What agents and refusals say comes from the server.
import type { Pillar } from '@biplane/contracts/vocabulary/pillars'

const plural = (n: number, one: string, many: string) => `${n.toLocaleString('en')} ${n === 1 ? one : many}`

const mebibytes = (bytes: number) => `${Math.floor(bytes / (1024 * 1024))}\u00a0MB`

export const STRINGS = {
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
      text: 'CSV, TSV, JSON, Markdown or plain text, up to 20\u00a0MB. Drag it here, or choose one.',
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
      next: ['Who is more than 90 days late?', 'Total amount by region', 'Which columns does it have?'],
    },
    insights: {
      purpose: 'Computes answers from your tables, and shows how.',
      empty:
        'Ask about the numbers in a file: who is late, how much, which region, the average. Every answer shows its calculation.',
      suggestions: ['Who is more than 90 days late?', 'Total amount by region', 'Top 5 customers by amount'],
      next: ['Total amount by region', 'Top 5 customers by amount', 'How many invoices are unpaid?'],
    },
    operations: {
      purpose: 'Processes and procedures: steps, owners, gaps.',
      empty:
        'Attach a procedure as Markdown, or describe a process in steps. I read its outline; drawing the workflow comes later.',
      suggestions: ['What can you do already?', 'Read the outline of this procedure'],
      next: [],
    },
    business_outcomes: {
      purpose: 'Plans, costs and benefits of what you want to change.',
      empty: 'Ask what this area will do, and what can be done about your question today.',
      suggestions: ['What can you do already?', 'Who can help with this now?'],
      next: [],
    },
  } satisfies Record<Pillar, { purpose: string; empty: string; suggestions: string[]; next: string[] }>,

  agents: {
    guide: 'Guide',
    liaison: (pillar: string) => `${pillar} liaison`,
    unknown: 'Agent',
  },

  panel: {
    voices: 'Who you are talking to',
    conversationWith: (agent: string) => `Conversation with ${agent}`,
    workspace: 'Workspace',
    views: 'What is shown',
    loading: 'Opening the conversation …',
    resuming: 'Catching up …',
    failed: 'This conversation could not be opened.',
    tryAgain: 'Try again',
    older: 'Show earlier messages',
    olderLoading: 'Fetching earlier messages …',
    olderFailed: 'Earlier messages could not be fetched. Try again',
    latest: 'Go to the latest message',
    suggestions: 'Suggestions',
    noFile: 'No file at hand?',
    toSample: 'The guide has a sample to try.',
  },

  message: {
    you: 'You',
    said: (who: string) => `${who} said`,
    because: (reason: string) => `because ${reason}`,
    routedBy: {
      path: 'You opened this specialist directly.',
      surface: 'Chosen by the place you wrote from.',
      user: 'Your own choice.',
      sticky: 'This specialist holds the conversation.',
      router: 'Chosen by your words and files.',
    },
    confidence: (share: number) => `${Math.round(100 * share)} % sure`,
    alternatives: 'Also considered',
    starting: 'Starting …',
    thinking: 'Working …',
    waits: 'Waits for the answer before it.',
    withdraw: 'Withdraw',
    stopped: 'Stopped. What was said until then stays.',
    stoppedEmpty: 'Stopped before anything was said.',
    stopping: 'Stopping …',
    failed: 'This answer failed.',
    again: (attempt: number) => `Attempt ${attempt}`,
    copy: 'Copy answer',
    copied: 'Copied',
    copyFailed: 'Copying was not allowed',
    retry: 'Ask again',
    steps: (n: number) => plural(n, 'step', 'steps'),
    stepsLabel: 'What was done',
    stepStatus: { started: 'running', finished: 'done', failed: 'failed' },
    files: 'Files',
    via: (who: string) => `Handed over by the ${who.charAt(0).toLowerCase()}${who.slice(1)}`,
    answered: (who: string, text: string) => `${who} answered: ${text}`,
    openArtifact: (title: string) => `Show “${title}” in the workspace`,
    version: (version: number) => `version ${version}`,
  },

  pending: {
    sending: 'Sending …',
    waiting: 'Not sent yet: no answer from the server. It goes out by itself as soon as the line is back.',
    accepted: 'Sent',
    refused: 'Not sent.',
    resend: 'Send again',
    discard: 'Discard',
  },

  handoff: {
    title: (agent: string) => `Handed to the ${agent}`,
    open: (pillar: string) => `Open ${pillar}`,
    arrived: (agent: string) => `You are now with the ${agent}. The answer continues here.`,
  },

  composer: {
    label: (agent: string) => `Message to the ${agent}`,
    placeholder: 'Ask, or drop a file …',
    placeholders: {
      guide: 'Ask anything, or drop a file …',
      content: 'Ask about a file …',
      insights: 'Ask about the numbers …',
      operations: 'Describe a process …',
      business_outcomes: 'Ask about a plan …',
    },
    attach: 'Attach files',
    send: 'Send',
    sendAfterUpload: 'Send when the files have arrived',
    sendsWhenReady: 'Goes out when the files have arrived.',
    queue: 'Send; it waits for the running answer',
    stop: 'Stop',
    stopping: 'Stopping …',
    hint: 'Enter sends, Shift + Enter starts a new line',
    left: (n: number) =>
      n >= 0 ? plural(n, 'character left', 'characters left') : plural(-n, 'character too many', 'characters too many'),
    offline: 'No connection. What you send is kept and goes out when the line is back.',
    dropHere: 'Drop to attach',
    defaultWords: (files: number) => (files === 1 ? 'Please look at this file.' : 'Please look at these files.'),
  },

  files: {
    title: 'Files',
    none: 'No files yet. Attach one to a message, or drop it anywhere on this page.',
    attached: 'Attached files',
    remove: (name: string) => `Remove ${name}`,
    retry: (name: string) => `Upload ${name} again`,
    progress: (name: string) => `Uploading ${name}`,
    uploading: (share: number) => `${Math.round(100 * share)} %`,
    checking: 'Checking …',
    tooLarge: (bytes: number) =>
      `This file is larger than ${mebibytes(bytes)}. Split it, or keep only the columns you need.`,
    tooMany: (n: number) => `A message takes ${n} files at most.`,
    interrupted: 'The upload was cut off. Try again.',
    unreadableAnswer: (status: number) => `The server gave an answer that this page cannot read (HTTP ${status}).`,
    download: (name: string) => `Download ${name}`,
    downloadFailed: 'The file could not be fetched. Try again.',
    listFailed: 'The list of files could not be fetched.',
  },

  workspace: {
    label: 'Workspace',
    emptyTitle: 'Nothing here yet',
    empty: 'Tables, charts and findings appear here while an answer is written, and stay.',
    results: 'Results',
    resultOf: (n: number, of: number) => `Result ${n} of ${of}`,
    newer: 'Newer result',
    earlier: 'Earlier result',
    choose: 'Choose a result',
    untitled: 'Result',
    loading: (title: string) => `Loading ${title}`,
    loadFailed: 'This result could not be fetched.',
    unreadable: 'This result has a form that this page does not know. Reload the page to get its newest version.',
    tryAgain: 'Try again',
    calculation: 'Show the calculation',
    provenance: {
      tool: 'Tool',
      file: 'File',
      rows: 'Rows considered',
      expression: 'Expression',
      steps: 'Steps',
      step: 'Step',
      result: 'Result',
      fingerprint: (sha: string) => `SHA-256 ${sha.slice(0, 12)}…`,
    },
    kinds: {
      schema: 'Schema',
      quality_report: 'Findings',
      table: 'Table',
      chart: 'Chart',
      outline: 'Outline',
    },
    table: {
      row: 'Row',
      rows: (shown: number, total: number) =>
        shown === total
          ? plural(total, 'row', 'rows')
          : `${shown.toLocaleString('en')} of ${plural(total, 'row', 'rows')}`,
      showAll: (n: number) => `Show all ${n.toLocaleString('en')}`,
      download: 'Download as CSV',
      sort: (column: string) => `Sort by ${column}`,
      totals: 'Total',
      empty: 'No rows.',
      missing: '–',
      rowMissing: (row: number) => `Row ${row.toLocaleString('en')} is not among the rows shown here.`,
      rowShown: (row: number) => `Row ${row.toLocaleString('en')}`,
      yes: 'yes',
      no: 'no',
      scroll: (title: string) => `${title}, scrollable table`,
    },
    schema: {
      column: 'Column',
      type: 'Type',
      filled: 'Filled',
      distinct: 'Distinct',
      range: 'Range',
      examples: 'Examples',
      key: 'key',
      keyHint: 'Every value occurs once: it can identify a row.',
      types: {
        text: 'text',
        integer: 'whole number',
        number: 'number',
        currency: 'money',
        date: 'date',
        boolean: 'yes / no',
        percent: 'percent',
      },
    },
    quality: {
      clean: 'Nothing was found. Every rule was checked.',
      severity: { error: 'Error', warning: 'Warning', info: 'Note' },
      row: (row: number) => `Row ${row.toLocaleString('en')}`,
      more: (n: number) => `${n.toLocaleString('en')} more`,
      notListed: (n: number) => `and ${plural(n, 'row', 'rows')} not listed`,
      count: (n: number) => plural(n, 'row', 'rows'),
    },
    chart: {
      numbers: 'Show the numbers',
      loading: 'Drawing …',
      failed: 'The chart could not be drawn. Its numbers are below.',
    },
    outline: { line: (n: number) => `line ${n}` },
  },

  link: {
    connecting: 'Connecting',
    connected: 'Connected',
    reconnecting: 'Reconnecting',
    offline: 'Offline',
    explain: {
      connecting: 'Opening the line to the server.',
      connected: 'Answers arrive as they are written.',
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
    title: 'This page stumbled',
    text: 'Your conversation is safe on the server. Reload the page to go on.',
    reload: 'Reload',
  },

  markdown: {
    imageBlocked: (alt: string) => (alt === '' ? 'image, not loaded' : `image, not loaded: ${alt}`),
    copyCode: 'Copy code',
    table: 'Table',
    row: (row: string) => `Show row ${row} in the table`,
    external: 'opens in a new tab',
  },
} as const
