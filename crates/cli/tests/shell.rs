//! What shells and `man` are given: does it load, and does it know every command?

mod program;

use std::path::Path;
use std::process::Command;

use program::{fresh, lines, text, twinline};

/// As `--help` lists them.
fn commands() -> Vec<String> {
    let output = twinline(&fresh("help")).arg("--help").output().unwrap();
    let help = text(&output.stdout);
    let list = help.split("Commands:").nth(1).and_then(|rest| rest.split("\n\n").next()).expect("a list of commands");
    let names: Vec<String> = list.lines().filter_map(|line| line.split_whitespace().next()).map(str::to_owned).collect();
    assert!(names.len() > 10, "{help}");
    names
}

fn script(shell: &str) -> String {
    let output = twinline(&fresh("script")).args(["completions", shell]).output().unwrap();
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    text(&output.stdout)
}

#[test]
fn every_shell_is_told_every_command() {
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        let script = script(shell);
        for command in commands() {
            assert!(script.contains(&command), "{shell}: {command}");
        }
    }
    let output = twinline(&fresh("script")).args(["completions", "csh"]).output().unwrap();
    assert_eq!(output.status.code(), Some(2));
}

#[test]
fn bash_loads_the_script_and_completes_with_it() {
    let path = fresh("bash").join("twinline.bash");
    std::fs::write(&path, script("bash")).unwrap();
    let ask = r#"
        set -eu
        source "$1"
        complete -p twinline >/dev/null
        COMP_WORDS=(twinline do) COMP_CWORD=1
        _twinline twinline do twinline
        printf '%s\n' "${COMPREPLY[@]}"
        COMP_WORDS=(twinline up --de) COMP_CWORD=2
        _twinline twinline --de up
        printf '%s\n' "${COMPREPLY[@]}"
    "#;
    let output = Command::new("bash").args(["--noprofile", "--norc", "-c", ask, "bash"]).arg(&path).output().unwrap();
    assert!(output.status.success(), "{}", text(&output.stderr));
    assert_eq!(text(&output.stdout), "doctor\n--demo\n");
}

/// True if a page can be shown without a warning; `None` where there is no `man`.
fn shown(page: &Path) -> Option<(bool, String)> {
    let output = Command::new("man").args(["--warnings", "-E", "UTF-8", "-l", "-Tutf8", "-Z"]).arg(page).output().ok()?;
    Some((output.status.success() && output.stderr.is_empty(), text(&output.stderr)))
}

#[test]
fn each_command_has_a_page_that_man_shows() {
    let dir = fresh("man").join("man1");
    let output = twinline(&fresh("man")).args(["man", "--json", "--out"]).arg(&dir).output().unwrap();
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    let told: Vec<String> = lines(&output).iter().map(|line| line["file"].as_str().unwrap().to_owned()).collect();
    let wanted = commands().into_iter().map(|name| format!("twinline-{name}.1")).chain(["twinline.1".to_owned()]);
    for name in wanted {
        let path = dir.join(&name);
        assert!(told.contains(&path.display().to_string()), "{name} of {told:?}");
        let page = std::fs::read_to_string(&path).unwrap();
        let title = format!(".TH {} 1", name.trim_end_matches(".1"));
        assert!(page.contains(&title) && page.contains(".SH NAME") && page.contains(".SH SYNOPSIS"), "{name}: {page}");
        match shown(&path) {
            Some((good, said)) => assert!(good, "{name}: {said}"),
            None => eprintln!("skipped: there is no man here to show {name}"),
        }
    }
    let program = std::fs::read_to_string(dir.join("twinline.1")).unwrap();
    assert!(program.contains("Exit codes") && program.contains("TWINLINE"), "{program}");
}

#[test]
fn pages_that_cannot_be_written_say_where() {
    let data = fresh("nowhere");
    std::fs::write(data.join("file"), "").unwrap();
    let output = twinline(&data).args(["man", "--out", "file/man1"]).output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert!(text(&output.stderr).contains("cannot write file/man1"), "{}", text(&output.stderr));
}
