/** Whether this build may stand on the fake shell: never in a release build. */
declare const __FAKE_SHELL__: boolean;
