import { mount } from "svelte";
import App from "./App.svelte";
import { board } from "./screens/board/board.svelte";
import { app } from "./stores/app.svelte";

import "./fonts.css";
import "./tokens.css";
import "./base.css";

// Asked for before the first part is made: the shell reads while the page puts up its frame.
void board.read();
void app.read();

const target = document.getElementById("app");
if (target !== null) mount(App, { target });
