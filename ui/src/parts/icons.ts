// The icons that are used, by name: one import each, so that the bundle holds no others.

import Archive from "@lucide/svelte/icons/archive";
import ArchiveRestore from "@lucide/svelte/icons/archive-restore";
import ArrowLeft from "@lucide/svelte/icons/arrow-left";
import ArrowRight from "@lucide/svelte/icons/arrow-right";
import Building2 from "@lucide/svelte/icons/building-2";
import CalendarClock from "@lucide/svelte/icons/calendar-clock";
import Check from "@lucide/svelte/icons/check";
import ChevronDown from "@lucide/svelte/icons/chevron-down";
import ChevronRight from "@lucide/svelte/icons/chevron-right";
import CircleCheck from "@lucide/svelte/icons/circle-check";
import CircleDashed from "@lucide/svelte/icons/circle-dashed";
import CircleStop from "@lucide/svelte/icons/circle-stop";
import ClipboardCheck from "@lucide/svelte/icons/clipboard-check";
import ClipboardPaste from "@lucide/svelte/icons/clipboard-paste";
import Clock from "@lucide/svelte/icons/clock";
import Copy from "@lucide/svelte/icons/copy";
import Ellipsis from "@lucide/svelte/icons/ellipsis";
import EyeOff from "@lucide/svelte/icons/eye-off";
import FileKey from "@lucide/svelte/icons/file-key";
import FileUp from "@lucide/svelte/icons/file-up";
import FlaskConical from "@lucide/svelte/icons/flask-conical";
import Info from "@lucide/svelte/icons/info";
import KeyRound from "@lucide/svelte/icons/key-round";
import Keyboard from "@lucide/svelte/icons/keyboard";
import LayoutGrid from "@lucide/svelte/icons/layout-grid";
import List from "@lucide/svelte/icons/list";
import ListFilter from "@lucide/svelte/icons/list-filter";
import LockKeyhole from "@lucide/svelte/icons/lock-keyhole";
import Monitor from "@lucide/svelte/icons/monitor";
import Moon from "@lucide/svelte/icons/moon";
import Pencil from "@lucide/svelte/icons/pencil";
import Pin from "@lucide/svelte/icons/pin";
import Play from "@lucide/svelte/icons/play";
import Plug from "@lucide/svelte/icons/plug";
import Plus from "@lucide/svelte/icons/plus";
import RefreshCw from "@lucide/svelte/icons/refresh-cw";
import ScrollText from "@lucide/svelte/icons/scroll-text";
import Search from "@lucide/svelte/icons/search";
import Settings from "@lucide/svelte/icons/settings";
import Shield from "@lucide/svelte/icons/shield";
import ShieldCheck from "@lucide/svelte/icons/shield-check";
import Sun from "@lucide/svelte/icons/sun";
import Trash2 from "@lucide/svelte/icons/trash-2";
import TriangleAlert from "@lucide/svelte/icons/triangle-alert";
import Undo2 from "@lucide/svelte/icons/undo-2";
import Unplug from "@lucide/svelte/icons/unplug";
import Upload from "@lucide/svelte/icons/upload";
import User from "@lucide/svelte/icons/user";
import X from "@lucide/svelte/icons/x";

export const icons = {
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
  copy: Copy,
  ellipsis: Ellipsis,
  "eye-off": EyeOff,
  "file-key": FileKey,
  "file-up": FileUp,
  "flask-conical": FlaskConical,
  info: Info,
  "key-round": KeyRound,
  keyboard: Keyboard,
  "layout-grid": LayoutGrid,
  list: List,
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
  "scroll-text": ScrollText,
  search: Search,
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

export type IconName = keyof typeof icons;
