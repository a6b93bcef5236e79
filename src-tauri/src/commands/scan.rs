//! Leak scans: a folder that a person chose natively, or a site that a person said yes to natively.

use engine::view::{
    FindingClass, FindingPage, FindingView, ScanFolderView, ScanFormat, ScanInput, ScanPage, ScanView,
    UnreadPage,
};
use tauri::{AppHandle, State};
use uuid::Uuid;

use crate::native::{self, Question};
use crate::rack::Rack;
use crate::refused::{Answer, Refused};

/// Rows that one page may hold at most.
const PAGE: u32 = 500;

#[tauri::command]
pub(crate) async fn scan_folder_choose(
    app: AppHandle,
    rack: State<'_, Rack>,
) -> Answer<Option<ScanFolderView>> {
    let engine = rack.engine().await?;
    let _dialog = rack.dialog()?;
    let Some(path) = native::choose_folder(&app).await else { return Ok(None) };
    Ok(Some(engine.open_scan_folder(&path).await?))
}

#[tauri::command]
pub(crate) async fn scan_folder(rack: State<'_, Rack>, handle: Uuid, input: ScanInput) -> Answer<ScanView> {
    Ok(rack.engine().await?.scan_folder(handle, input).await?)
}

/// The page names the address, so a person must see the whole of it: it may say more than where to look.
#[tauri::command]
pub(crate) async fn scan_site(
    app: AppHandle,
    rack: State<'_, Rack>,
    url: String,
    input: ScanInput,
) -> Answer<ScanView> {
    let engine = rack.engine().await?;
    let dialog = rack.dialog()?;
    let site = engine.check_scan_site(&url).await?;
    if !native::confirm(&app, Question::fetch(&site.view(), input.rack)).await {
        return Err(Refused::declined());
    }
    drop(dialog);
    Ok(engine.scan_site(site, input).await?)
}

#[tauri::command]
pub(crate) async fn scan_cancel(rack: State<'_, Rack>, id: Uuid) -> Answer<()> {
    rack.engine().await?.cancel_scan(id);
    Ok(())
}

#[tauri::command]
pub(crate) async fn scans(
    rack: State<'_, Rack>,
    client: Option<Uuid>,
    offset: u32,
    limit: u32,
) -> Answer<ScanPage> {
    Ok(rack.engine().await?.scans(client, offset, limit.min(PAGE)).await?)
}

#[tauri::command]
pub(crate) async fn scan(rack: State<'_, Rack>, id: Uuid) -> Answer<ScanView> {
    Ok(rack.engine().await?.scan(id).await?)
}

#[tauri::command]
pub(crate) async fn scan_findings(
    rack: State<'_, Rack>,
    id: Uuid,
    offset: u32,
    limit: u32,
) -> Answer<FindingPage> {
    Ok(rack.engine().await?.scan_findings(id, offset, limit.min(PAGE)).await?)
}

#[tauri::command]
pub(crate) async fn scan_gone(
    rack: State<'_, Rack>,
    id: Uuid,
    offset: u32,
    limit: u32,
) -> Answer<FindingPage> {
    Ok(rack.engine().await?.scan_gone(id, offset, limit.min(PAGE)).await?)
}

/// Saves a scan to a file that a person names natively; `false` where they changed their mind.
#[tauri::command]
pub(crate) async fn scan_save(
    app: AppHandle,
    rack: State<'_, Rack>,
    id: Uuid,
    format: ScanFormat,
) -> Answer<bool> {
    let engine = rack.engine().await?;
    let _dialog = rack.dialog()?;
    let name = engine.scan_file_name(id, format).await?;
    let Some(path) = native::save_as(&app, name).await else { return Ok(false) };
    engine.save_scan(id, format, path).await?;
    Ok(true)
}

/// Puts the place of a finding on the clipboard, to be opened elsewhere. The page asks by the finding's id.
#[tauri::command]
pub(crate) async fn finding_copy(app: AppHandle, rack: State<'_, Rack>, finding: Uuid) -> Answer<()> {
    let place = rack.engine().await?.place_of_finding(finding).await?;
    native::copy(&app, &rack, place).await
}

#[tauri::command]
pub(crate) async fn scan_unread(
    rack: State<'_, Rack>,
    id: Uuid,
    offset: u32,
    limit: u32,
) -> Answer<UnreadPage> {
    Ok(rack.engine().await?.scan_unread(id, offset, limit.min(PAGE)).await?)
}

/// Where held keys were found is a person's to dismiss, not the page's.
#[tauri::command]
pub(crate) async fn scan_remove(app: AppHandle, rack: State<'_, Rack>, id: Uuid) -> Answer<()> {
    let engine = rack.engine().await?;
    let scan = engine.scan(id).await?;
    if scan.held > 0 {
        let _dialog = rack.dialog()?;
        let question = Question::drop_scan(&scan.place, scan.client_name.as_deref(), scan.held);
        if !native::confirm(&app, question).await {
            return Err(Refused::declined());
        }
    }
    Ok(engine.remove_scan(id, scan.held).await?)
}

#[tauri::command]
pub(crate) async fn finding_accept(
    app: AppHandle,
    rack: State<'_, Rack>,
    finding: Uuid,
    reason: String,
) -> Answer<FindingView> {
    let engine = rack.engine().await?;
    let about = engine.finding(finding).await?;
    if about.class == FindingClass::Held {
        let _dialog = rack.dialog()?;
        let place = format!("{}:{}", about.place, about.line);
        if !native::confirm(&app, Question::accept(&place, about.key.as_ref())).await {
            return Err(Refused::declined());
        }
    }
    Ok(engine.accept_finding(finding, reason).await?)
}

/// Many at once, with one question for all: a row of dialogs is read by nobody.
#[tauri::command]
pub(crate) async fn findings_accept(
    app: AppHandle,
    rack: State<'_, Rack>,
    findings: Vec<Uuid>,
    reason: String,
) -> Answer<Vec<FindingView>> {
    let engine = rack.engine().await?;
    let about = engine.findings(&findings).await?;
    if about.rows.iter().any(|one| one.class == FindingClass::Held) {
        let _dialog = rack.dialog()?;
        if !native::confirm(&app, Question::accept_all(&about)).await {
            return Err(Refused::declined());
        }
    }
    Ok(engine.accept_findings(&findings, reason).await?)
}

#[tauri::command]
pub(crate) async fn finding_unaccept(rack: State<'_, Rack>, finding: Uuid) -> Answer<FindingView> {
    Ok(rack.engine().await?.unaccept_finding(finding).await?)
}
