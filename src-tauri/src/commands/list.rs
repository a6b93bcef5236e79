// Every command that the page may call, once, by the area its code stands in. `build.rs` makes the permission manifest of
// it, `main.rs` the handler; a command that is not here cannot be called, one that is not in the capability neither.
macro_rules! commands {
    ($then:ident) => {
        $then! {
            app: app, board_painted, doctor, keyring_check, keyring_unlock, sample_leave, sample_open, sample_remove,
                settings_save;
            board: board, board_cards, providers;
            client: client, client_add, client_archive, client_duplicate, client_edit, client_remove,
                client_remove_preview, clients, removal_undo;
            integration: ca_choose, integration, integration_add, integration_archive, integration_duplicate,
                integration_edit, integration_remove, integration_remove_preview, integrations;
            key: key_add_clipboard, key_add_file, key_add_prompt, key_copy, key_file_choose, key_file_close, key_forget;
            bulk: bulk_choose, bulk_map, bulk_take_in;
            request_import: request_import_clipboard, request_import_file, request_import_page, request_import_plan,
                request_import_take_in, request_import_variables;
            send: run_choose, run_save, test, test_cancel, test_many;
            log: exchange_copy, log, log_entry;
            order: order, order_preview, order_save, order_send;
            scan: finding_accept, finding_copy, finding_unaccept, findings_accept, scan, scan_cancel, scan_findings,
                scan_folder, scan_folder_choose, scan_gone, scan_remove, scan_save, scan_site, scan_unread, scans;
            snippet: snippet, snippet_copy;
            watch: watch, watch_history, watch_list, watch_save, watch_strips, watches;
        }
    };
}
