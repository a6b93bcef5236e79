// The icons that are used, by name: imported one by one, so that the bundle holds no others.

import {
  Activity, Archive, ArchiveRestore, ArrowLeft, ArrowRight, Building2, CalendarClock, Check, ChevronDown, ChevronRight,
  CircleCheck, CircleDashed, CircleStop, ClipboardCheck, ClipboardPaste, Clock, CodeXml, Copy, Ellipsis, EyeOff,
  FileKey, FileSearch, FileText, FileUp, FlaskConical, Folder, FolderOpen, GitBranch, Globe, Info, KeyRound, Keyboard, LayoutGrid, List, ListChecks, ListFilter, LockKeyhole,
  Monitor, Moon, Pencil, Pin, Play, Plug, Plus, RefreshCw, ScanSearch, ScrollText, Search, Send, Settings, Shield, ShieldCheck,
  Sun, Trash2, TriangleAlert, Undo2, Unplug, Upload, User, X,
} from "lucide";
import { outline } from "./outline";

const drawn = {
  activity: Activity,
  archive: Archive,
  "archive-restore": ArchiveRestore,
  "arrow-left": ArrowLeft,
  "arrow-right": ArrowRight,
  "building-2": Building2,
  "calendar-clock": CalendarClock,
  check: Check,
  "chevron-down": ChevronDown,
  "chevron-right": ChevronRight,
  "circle-check": CircleCheck,
  "circle-dashed": CircleDashed,
  "circle-stop": CircleStop,
  "clipboard-check": ClipboardCheck,
  "clipboard-paste": ClipboardPaste,
  clock: Clock,
  "code-xml": CodeXml,
  copy: Copy,
  ellipsis: Ellipsis,
  "eye-off": EyeOff,
  "file-key": FileKey,
  "file-search": FileSearch,
  "file-text": FileText,
  "file-up": FileUp,
  "flask-conical": FlaskConical,
  folder: Folder,
  "folder-open": FolderOpen,
  "git-branch": GitBranch,
  globe: Globe,
  info: Info,
  "key-round": KeyRound,
  keyboard: Keyboard,
  "layout-grid": LayoutGrid,
  list: List,
  "list-checks": ListChecks,
  "list-filter": ListFilter,
  "lock-keyhole": LockKeyhole,
  monitor: Monitor,
  moon: Moon,
  pencil: Pencil,
  pin: Pin,
  play: Play,
  plug: Plug,
  plus: Plus,
  "refresh-cw": RefreshCw,
  "scan-search": ScanSearch,
  "scroll-text": ScrollText,
  search: Search,
  send: Send,
  settings: Settings,
  shield: Shield,
  "shield-check": ShieldCheck,
  sun: Sun,
  "trash-2": Trash2,
  "triangle-alert": TriangleAlert,
  "undo-2": Undo2,
  unplug: Unplug,
  upload: Upload,
  user: User,
  x: X,
} as const;

export type IconName = keyof typeof drawn;

const outlines = new Map<IconName, string>();

/** The whole icon as one path in a box of 24 × 24: one element to make, however many strokes it has. */
export function outlineOf(name: IconName): string {
  const known = outlines.get(name);
  if (known !== undefined) return known;
  const made = outline(drawn[name]);
  outlines.set(name, made);
  return made;
}
