//! Letting programs in, and the second step of signing in.

use super::*;

fn scopes() -> Vec<ScopeGroupView> {
    let group = |title: &str, things: &[&str]| ScopeGroupView {
        title: title.into(),
        things: things.iter().map(|thing| (*thing).to_owned()).collect(),
    };
    vec![
        group("It may see:", &["everything that you can"]),
        group("It may change and add:", &["posts", "lists"]),
    ]
}

pub fn all() -> Vec<Sample> {
    let mut samples = letting_in();
    samples.extend(apps());
    samples.extend(second_step());
    samples
}

fn letting_in() -> Vec<Sample> {
    let authorize = AuthorizePage {
        layout: member("/oauth/authorize", Nav::None),
        app: "Demo <App>".into(),
        website: Some("https://app.example/".into()),
        scopes: scopes(),
        goes_to: Some("app.example".into()),
        values: vec![
            ("client_id".into(), "demo".into()),
            ("state".into(), "\"><script>".into()),
        ],
        other_account: "/auth/sign_in?again=true&return_to=%2Foauth%2Fauthorize".into(),
    };
    let shown = AuthorizePage {
        website: None,
        goes_to: None,
        ..authorize.clone()
    };
    let code = CodePage {
        layout: member("/oauth/authorize", Nav::None),
        app: "Demo App".into(),
        code: Some("demo-code".into()),
    };
    let denied = CodePage {
        code: None,
        ..code.clone()
    };
    vec![
        Sample::new("authorize", "auth/authorize.html", authorize),
        Sample::new("authorize-out-of-band", "auth/authorize.html", shown),
        Sample::new("code", "auth/code.html", code),
        Sample::new("code-denied", "auth/code.html", denied),
    ]
}

fn apps() -> Vec<Sample> {
    let app = |id: i64| AppView {
        id,
        name: "Demo <App>".into(),
        website: (id == 1).then(|| "https://app.example/".into()),
        scopes: scopes(),
        since: ago(60 * 24 * id),
        used_at: ago(id),
    };
    let page = AppsPage {
        layout: member("/settings/apps", Nav::Settings),
        apps: vec![app(1), app(2)],
    };
    let none = AppsPage {
        apps: Vec::new(),
        ..page.clone()
    };
    vec![
        Sample::new("settings-apps", "settings/apps.html", page),
        Sample::new("settings-apps-none", "settings/apps.html", none),
    ]
}

fn second_step() -> Vec<Sample> {
    let off = TwoFactorPage {
        layout: member("/settings/two_factor", Nav::Settings),
        form: FormView::default(),
        on: false,
        codes_left: 0,
        setup: None,
        new_codes: Vec::new(),
    };
    let wrong =
        FormView::default().refused(&refusal(&Error::field("code", "This is not the code.")));
    let setting_up = TwoFactorPage {
        form: wrong.clone(),
        setup: Some(SetupView {
            secret: "JBSW Y3DP EHPK 3PXP".into(),
            uri: "otpauth://totp/demo:alice?secret=JBSWY3DPEHPK3PXP&issuer=demo".into(),
            picture: QrView {
                size: 29,
                path: "M4 4h7v1h-7z".into(),
            },
        }),
        ..off.clone()
    };
    let on = TwoFactorPage {
        on: true,
        codes_left: 1,
        form: wrong.clone(),
        ..off.clone()
    };
    let new = TwoFactorPage {
        form: FormView::default(),
        codes_left: 10,
        new_codes: vec!["abcd-efgh-ijkm-npqr".into()],
        ..on.clone()
    };
    let step = SecondStepPage {
        layout: form_visitor("/auth/second_step"),
        form: FormView::new([("ticket", "1.2.demo"), ("return_to", "/home?a=\"")]),
    };
    let step_wrong = SecondStepPage {
        form: wrong,
        ..step.clone()
    };
    vec![
        Sample::new("two-factor-off", "settings/two_factor.html", off),
        Sample::new("two-factor-setup", "settings/two_factor.html", setting_up),
        Sample::new("two-factor-on", "settings/two_factor.html", on),
        Sample::new("two-factor-codes", "settings/two_factor.html", new),
        Sample::new("second-step", "auth/second_step.html", step),
        Sample::new("second-step-wrong", "auth/second_step.html", step_wrong),
    ]
}
