//! The checkout page in Chromium, from navigation on, of a site on this machine.

use crate::http::Served;
use crate::node::{run, tests};

pub(crate) fn print() {
    let tools = tests().parent().unwrap().join("target/browser");
    if !tools.join("node_modules").exists() {
        println!("SKIPPED: the tests of the pages install what this needs");
        return;
    }
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let site = runtime.block_on(Served::begin(None, true));
    let address = format!("http://{}", site.address);
    let folder = tempfile::tempdir().unwrap();
    let arguments = [
        address.as_ref(),
        tools.as_os_str(),
        folder.path().as_os_str(),
    ];
    run(&tests().join("browser/start.mjs"), &arguments);
    runtime.block_on(site.stop());
}
