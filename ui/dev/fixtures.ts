// A made-up test for the fake backend. Not from any bank.

import type { CheckInDto } from '../src/generated/CheckInDto';
import type { DoneDto } from '../src/generated/DoneDto';
import type { ItemDto } from '../src/generated/ItemDto';
import type { OfferDto } from '../src/generated/OfferDto';
import type { SolvedDto } from '../src/generated/SolvedDto';
import type { TaskDto } from '../src/generated/TaskDto';
import type { TestDto } from '../src/generated/TestDto';
import { noRuns } from './runs';

const WORDS = ['harbour', 'lantern', 'mosaic', 'orchard', 'pepper', 'saddle', 'thimble', 'velvet'];
const RECORDED = ['answers', 'edits', 'runs', 'focus', 'clipboard', 'clock', 'laptop'];

export const OFFERS: OfferDto[] = [
  { id: 'demo', title: 'Demonstration: Backend Engineer', note: 'Made on this laptop by the demonstration organisation.', code: 'K7QM-2FXD', resumes: false, source: 'prepared', place: null, candidateRef: null },
  { id: 'practice', title: 'Practice test', note: '', code: 'PRACTICE', resumes: true, source: 'practice', place: null, candidateRef: null },
];

export function found(): OfferDto {
  return { id: 'found', title: 'Backend Engineer', note: '', code: null, resumes: false, source: 'dropped', place: '/media/usb/exam', candidateRef: 'C-0412' };
}

export function checkIn(): CheckInDto {
  return {
    title: 'Backend Engineer',
    issuedBy: 'Harbour Lane Hiring',
    words: WORDS,
    minutes: 40,
    extraMinutes: 0,
    practice: false,
    candidateRef: 'C-0412',
    items: 10,
    tasks: 1,
    languages: ['python', 'java', 'ruby', 'javascript'],
    step: 'code',
    name: null,
    codeHint: 'K7QM-2FXD',
    recorded: RECORDED,
    rules: [
      'You have 40 minutes from the moment you press “Start now”.',
      'You may go back and change any answer until you submit.',
      'Paper and pen are allowed. Other programs, phones and people are not.',
    ],
    checks: [
      { subject: 'battery', outcome: 'note', finding: 'battery-short', facts: { percent: '31', minutes: '35', needed: '40' } },
      { subject: 'disk', outcome: 'ok', finding: 'disk-free', facts: { free: '12 GB' } },
      { subject: 'keys', outcome: 'note', finding: 'keys-file', facts: {} },
      { subject: 'runtimes', outcome: 'note', finding: 'runtimes-some', facts: { names: 'python,javascript', absent: 'java' } },
    ],
    codeDelayMs: 0,
  };
}

const STEMS = [
  'A checkout service reads the stock of an item, checks that it is at least one, and writes the new value back. Under load, two customers sometimes buy the last item. Which change removes the cause with the least effect on other requests?',
  'A client retries `POST /orders` after a timeout and the shop ships twice. What should the interface offer?',
  'A query filters by `customer_id` and sorts by `created_at`. It reads 40,000 rows to return 20. Which index serves it best?',
];

function item(position: number): ItemDto {
  return {
    position,
    skill: position <= 3 ? 'databases' : position <= 6 ? 'apis' : 'engineering',
    minutes: 2,
    stem: STEMS[(position - 1) % STEMS.length] ?? '',
    codeLanguage: position === 1 ? 'sql' : null,
    code: position === 1 ? 'BEGIN;\nSELECT stock FROM items WHERE id = 42;      -- returns 1\nUPDATE items SET stock = 0 WHERE id = 42;   -- computed by the service\nCOMMIT;' : null,
    options: [
      'Run every transaction of the service at the serializable isolation level.',
      'Decrement in one statement, `SET stock = stock - 1 WHERE id = 42 AND stock > 0`, and check the affected rows.',
      'Read the stock from a replica, so that the primary is free for the update.',
      'Add an index on `items(stock)`, so that the read and the write are closer together.',
    ],
    response: null,
    flagged: false,
    seen: false,
  };
}

export const STARTERS: Record<string, string> = {
  python: 'import json, sys\n\n\ndef main():\n    for line in sys.stdin:\n        request = json.loads(line)\n        ...\n\n\nmain()\n',
  java: 'import java.util.Scanner;\n\npublic class Main {\n    public static void main(String[] args) {\n        Scanner in = new Scanner(System.in);\n    }\n}\n',
  javascript: "const lines = require('fs').readFileSync(0, 'utf8').split('\\n');\n",
  typescript: "const lines: string[] = require('fs').readFileSync(0, 'utf8').split('\\n');\n",
  ruby: "require 'json'\n\nSTDIN.each_line do |line|\n  request = JSON.parse(line)\nend\n",
  sql: 'SELECT 1;\n',
};

function task(): TaskDto {
  return {
    task: 1,
    position: 11,
    title: 'Idempotent payments',
    minutes: 20,
    statement:
      'A payment service receives requests as JSON lines. A client that hears no answer sends the same request again with the same `key`. Apply each key once; answer a repeat with the first answer; refuse a repeat whose content differs.\n\nInput: one request a line, `{"key":"k1","account":"ann","amount":500}`, the amount in cents.\n\nOutput: one line a request: `ok BALANCE`, or `conflict`.',
    timeMs: 2000,
    memoryMib: 256,
    largest: 'up to 12,000 lines',
    samples: [
      { input: '{"key":"k1","account":"ann","amount":500}\n{"key":"k1","account":"ann","amount":500}\n', output: 'ok 500\nok 500\n' },
      { input: '{"key":"k1","account":"ann","amount":500}\n{"key":"k1","account":"ben","amount":500}\n', output: 'ok 500\nconflict\n' },
    ],
    languages: ['python', 'java', 'ruby', 'javascript', 'typescript', 'sql'],
    language: 'python',
    text: STARTERS['python'] ?? '',
    starter: STARTERS['python'] ?? '',
    edited: false,
    flagged: false,
    seen: false,
  };
}

export function runningTest(): TestDto {
  return {
    title: 'Backend Engineer',
    remainingMs: 40 * 60_000,
    paused: false,
    unsealed: null,
    timeMark: null,
    savedAt: null,
    durableSeq: 0,
    takenSeq: 0,
    position: null,
    resumed: null,
    notes: '',
    name: 'Ann Example',
    practice: false,
    batteryLow: null,
    items: Array.from({ length: 10 }, (_, index) => item(index + 1)),
    tasks: [task()],
    runs: noRuns(),
  };
}

export function done(): DoneDto {
  return {
    title: 'Backend Engineer',
    practice: false,
    candidateRef: 'C-0412',
    name: 'Ann Example',
    atDeadline: false,
    at: '14:41:09',
    answered: 9,
    items: 10,
    words: WORDS.toReversed(),
    sha256: '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
    qr: ['101', '010', '111'],
    keptAt: '/home/ann/.local/share/invigil/results/C-0412.result',
    savedTo: [],
    sticks: [],
    recorded: RECORDED,
    answers: [
      { position: 1, letter: 'B' },
      { position: 2, letter: null },
    ],
    code: [{ title: 'Idempotent payments', language: 'python', text: 'print(1)\n' }],
    explained: [],
    solved: [],
    removed: false,
  };
}

function solved(): SolvedDto {
  return {
    position: 4,
    title: 'The sum of each line',
    idea: 'Each line is answered by itself.\n\nAn empty array is a good line, and its sum is `0`.',
    language: 'python',
    code: 'import json\n',
    tried: true,
  };
}

export function practiceDone(): DoneDto {
  const option = (letter: 'A' | 'B' | 'C' | 'D', why: string) => ({ letter, text: `Option ${letter}`, why });
  const options = [option('A', 'It changes nothing.'), option('B', 'It names the cause.'), option('C', 'It hides the cause.'), option('D', 'It adds a second one.')];
  const question = (position: number, chosen: 'A' | 'B' | null) => ({ position, stem: 'Which one?', codeLanguage: null, code: null, options, key: 'B' as const, chosen });
  return { ...done(), title: 'Practice test', practice: true, explained: [question(1, 'B'), question(2, 'A'), question(3, null)], solved: [solved()] };
}
