//! `/admin/costs`: where bytes and money go.

use std::collections::BTreeMap;

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use chrono::NaiveDate;
use serde::Deserialize;

use crate::db::Conn;
use crate::domain::costs::overview::{self, Costs};
use crate::domain::costs::price::{Money, Prices};
use crate::domain::moderation::Permission;
use crate::foundation::error::{ErrorKind, Result};
use crate::foundation::text::{clean_line, sizes};
use crate::http::error::WebError;
use crate::http::form::CsrfForm;
use crate::http::routes::get;
use crate::web::admin::figures::{self, whole};
use crate::web::admin::frame::AdminPage;
use crate::web::admin::sections::Section;
use crate::web::refused;
use crate::web::view::FormView;
use crate::web::view::admin::chart::{self, Chart, Unit};
use crate::web::view::admin::{CostsPage, MemberUseView, PeerView, TableView};

const PATH: &str = "/admin/costs";

pub(super) fn routes(config: &mut web::ServiceConfig) {
    config
        .service(web::resource("/costs").route(get().to(show)))
        .service(web::resource("/costs/prices").route(web::post().to(set_prices)));
}

/// What was typed.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Typed {
    currency: String,
    fixed: String,
    per_gb_disk: String,
    per_gb_traffic: String,
    mail: String,
    budget: String,
}

impl Typed {
    fn prices(&self) -> Result<Prices> {
        let currency = clean_line(&self.currency);
        Ok(Prices {
            currency: currency.chars().take(8).collect(),
            fixed: Money::parse("fixed", &self.fixed)?,
            per_gb_disk: Money::parse("per_gb_disk", &self.per_gb_disk)?,
            per_gb_traffic: Money::parse("per_gb_traffic", &self.per_gb_traffic)?,
            mail: Money::parse("mail", &self.mail)?,
            budget: Money::parse("budget", &self.budget)?,
        })
    }

    fn form(&self) -> FormView {
        FormView::new([
            ("currency", self.currency.as_str()),
            ("fixed", &self.fixed),
            ("per_gb_disk", &self.per_gb_disk),
            ("per_gb_traffic", &self.per_gb_traffic),
            ("mail", &self.mail),
            ("budget", &self.budget),
        ])
    }
}

impl From<&Prices> for Typed {
    fn from(prices: &Prices) -> Self {
        Self {
            currency: prices.currency.clone(),
            fixed: prices.fixed.exact(),
            per_gb_disk: prices.per_gb_disk.exact(),
            per_gb_traffic: prices.per_gb_traffic.exact(),
            mail: prices.mail.exact(),
            budget: prices.budget.exact(),
        }
    }
}

async fn show(admin: AdminPage) -> Result<HttpResponse, WebError> {
    let conn = &mut *admin.page.app.db.conn().await?;
    page(&admin, conn, StatusCode::OK, None).await
}

async fn page(
    admin: &AdminPage,
    conn: &mut Conn,
    status: StatusCode,
    refused: Option<FormView>,
) -> Result<HttpResponse, WebError> {
    let cx = &admin.page.app.cx;
    let costs = Box::pin(overview::costs(conn, cx, admin.authority())).await?;
    let may = admin.by.powers.permissions.has(Permission::ManageStorage);
    let form = refused.unwrap_or_else(|| Typed::from(&costs.prices).form());
    let (passed, traffic) = passed(&costs);
    let present = costs.months.last();
    let view = CostsPage {
        layout: admin.layout(conn, Section::Costs).await?,
        spent: present.and_then(|month| figures::spent(&costs.prices, month)),
        months: figures::months(&costs.prices, &costs.months),
        traffic,
        passed,
        peers: figures::peers(&costs.peers),
        kinds: figures::kinds(&costs.room),
        grown: figures::grown(&costs.room),
        tables: tables(&costs),
        members: members(&costs),
        form: may.then_some(form),
    };
    admin.respond(status, "admin/costs.html", &view)
}

/// Sums by kind, and what went out each day.
fn passed(costs: &Costs) -> (Vec<PeerView>, Chart) {
    let mut kinds: BTreeMap<&str, (u64, u64)> = BTreeMap::new();
    let mut days: BTreeMap<NaiveDate, u64> = BTreeMap::new();
    for row in &costs.traffic {
        let (received, sent) = kinds.entry(&row.name).or_default();
        *received += whole(row.bytes_in);
        *sent += whole(row.bytes_out);
        *days.entry(row.day).or_default() += whole(row.bytes_out);
    }
    let rows = kinds.into_iter().map(|(kind, (received, sent))| {
        let key = format!("figures-traffic-{kind}");
        (key, 1, received, sent)
    });
    let points: Vec<(NaiveDate, u64)> = days.into_iter().collect();
    let chart = chart::bars("traffic", Unit::Bytes, &points, None);
    (figures::lines(rows.collect()), chart)
}

fn tables(costs: &Costs) -> Vec<TableView> {
    let tables = costs.tables.iter().map(|table| TableView {
        name: table.name.clone(),
        rows: table.rows,
        size: sizes::said(whole(table.bytes)),
        indexes: sizes::said(whole(table.index_bytes)),
    });
    tables.collect()
}

fn members(costs: &Costs) -> Vec<MemberUseView> {
    let members = costs.members.iter().map(|member| MemberUseView {
        username: member.username.clone(),
        files: member.files,
        size: sizes::said(whole(member.bytes)),
        growth: sizes::said(whole(member.bytes - member.bytes_before)),
    });
    members.collect()
}

async fn set_prices(
    admin: AdminPage,
    CsrfForm(typed): CsrfForm<Typed>,
) -> Result<HttpResponse, WebError> {
    let app = &admin.page.app;
    let conn = &mut *app.db.conn().await?;
    let set = async {
        let prices = typed.prices()?;
        overview::set_prices(conn, &app.cx, admin.authority(), &prices).await
    };
    match set.await {
        Ok(()) => Ok(admin.done(PATH, "did-prices-saved")),
        Err(error) if error.kind() == ErrorKind::Invalid => {
            let refusal = refused::beside_form(&admin.page, error)?;
            let form = typed.form().refused(&refusal);
            page(&admin, conn, StatusCode::UNPROCESSABLE_ENTITY, Some(form)).await
        }
        Err(error) => Err(error.into()),
    }
}
