// Words about keys: how they come in, what they are, what to mind.

import type { KeySource } from "../ipc/bindings/KeySource";

export const keyWords = {
  add: "Add",
  replace: "Replace",
  addMore: (label: string) => `Add ${label}`,
  replaceMore: (label: string) => `Replace ${label}`,
  copyPart: (label: string) => `Copy ${label}`,
  copied: (label: string) => `${label} is on the clipboard.`,
  copiedUntil: (when: string) => `It is taken off again ${when}.`,
  forget: "Forget the key…",
  forgotten: "The key was forgotten.",
  none: "not held",
  takenBy: (source: string, when: string, who: string) => `${source}, ${when}, by ${who}`,
  lastUsed: (when: string) => `last used ${when}`,
  neverUsed: "not used yet",
  predecessors: (count: number) => (count === 1 ? "1 older key is still held" : `${count} older keys are still held`),

  title: (label: string) => `Take in: ${label}`,
  titleReplace: (label: string) => `Replace: ${label}`,
  sub: (integration: string, client: string) => `${integration} · ${client}`,
  part: "Part",
  fromClipboard: "Paste from clipboard",
  fromClipboardHint: "Copy it at the provider first. Keyrack reads the clipboard outside of this page, and clears it afterwards.",
  fromPrompt: "Type it…",
  fromPromptHint: "A window of the system asks for it. What you type there never reaches this page.",
  fromFile: "From a file…",
  fromFileHint: "A .env or JSON file: you choose the variable by its name.",
  where: "Where to get one",

  unlockWhere: "A window of the system asks for its password. Nothing is lost meanwhile.",

  waiting: {
    clipboard: {
      title: "Your word, in the other window",
      what: "Keyrack has read the clipboard and now asks, in a window of the system, whether this is the key and where it may go.",
    },
    prompt: {
      title: "Type it in the other window",
      what: "A window of the system asks for the key, and then for your word on where it may go.",
    },
    file: {
      title: "Waiting for the other window",
      what: "Choose the file there. Keyrack reads it; this page only gets names and masks.",
    },
  },
  waitingNote: "If you do not see it, it may lie behind this one.",
  hide: "Hide this",
  declined: "You said no. Nothing was kept.",

  fileTitle: (name: string) => `Which value of ${name}?`,
  fileFits: "fits",
  fileOther: "other shape",
  fileFind: "Find by name",
  fileNone: "No variable of that name.",
  fileEmpty: "This file names no value that could be a key.",
  otherSource: "Choose another way",

  takenTitle: (label: string) => `${label} is on the rack`,
  clipboardCleared: "The clipboard was cleared.",
  maskedInLog: (count: number) =>
    count === 1 ? "It stood in 1 log entry and is masked there now." : `It stood in ${count} log entries and is masked there now.`,
  completeNext: "Every part is held. A test shows whether the provider takes it.",
  incompleteNext: (label: string) => `Still missing: ${label}.`,
  testNow: "Test now",
  nextPart: (label: string) => `Take in ${label}`,
  done: "Done",
  close: "Close",
} as const;

export const sourceWords: Record<KeySource, string> = {
  clipboard: "From the clipboard",
  prompt: "Typed",
  file: "From a file",
  bulk: "From a bulk file",
  stdin: "From the terminal",
  sample: "Made for the sample",
};
