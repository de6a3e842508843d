//! How do shells and `man` learn the commands?

use std::io::Write;
use std::path::Path;

use clap::{Command, CommandFactory};
use serde_json::json;

use crate::args::{Args, Completions, Man};
use crate::failure::Failure;
use crate::output::Output;

/// The script of one shell, on stdout.
pub(crate) fn completions(args: &Completions) -> Result<(), Failure> {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut Args::command(), "twinline", &mut script);
    std::io::stdout().lock().write_all(&script)?;
    Ok(())
}

/// A page for the program and one for each command, written into a directory: `twinline.1`, `twinline-up.1`, …
pub(crate) fn man(args: &Man, output: &Output) -> Result<(), Failure> {
    let failed = |path: &Path, error: &std::io::Error| Failure::refused(format!("cannot write {}: {error}", path.display()));
    std::fs::create_dir_all(&args.out).map_err(|error| failed(&args.out, &error))?;
    for (name, page) in pages()? {
        let path = args.out.join(name);
        std::fs::write(&path, page).map_err(|error| failed(&path, &error))?;
        if output.is_json() {
            output.line(&json!({"type": "man", "file": path}))?;
        } else {
            output.text(&path.display().to_string())?;
        }
    }
    Ok(())
}

fn pages() -> Result<Vec<(String, Vec<u8>)>, Failure> {
    let mut program = Args::command();
    // Gives each command its full name: twinline-up.
    program.build();
    let commands = program.get_subcommands().filter(|command| !command.is_hide_set()).cloned();
    std::iter::once(program.clone()).chain(commands.collect::<Vec<_>>()).map(page).collect()
}

fn page(command: Command) -> Result<(String, Vec<u8>), Failure> {
    let name = command.get_display_name().unwrap_or_else(|| command.get_name()).to_owned();
    let mut text = Vec::new();
    clap_mangen::Man::new(command).manual("Twinline").render(&mut text)?;
    Ok((format!("{name}.1"), text))
}
