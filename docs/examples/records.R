# The packs of a station as a table, page by page, and what went wrong with them.
#
#   TOKEN=$(packwarden token --scope records) Rscript records.R not_ok
#
# Needs httr2 and jsonlite (Debian: r-cran-httr2 r-cran-jsonlite).

library(httr2)

station <- Sys.getenv("STATION", "http://127.0.0.1:8080")
verdict <- commandArgs(trailingOnly = TRUE)[1]

page_of <- function(cursor) {
  request(station) |>
    req_url_path("/api/v1/records") |>
    req_url_query(verdict = if (is.na(verdict)) NULL else verdict, limit = 500, cursor = cursor) |>
    req_auth_bearer_token(Sys.getenv("TOKEN")) |>
    req_error(body = function(answer) resp_body_json(answer, check_type = FALSE)$detail) |>
    req_perform() |>
    resp_body_json()
}

row_of <- function(item) {
  record <- item$record
  data.frame(
    seen_at = record$seen_at,
    pack_no = record$pack_no,
    verdict = record$verdict$verdict,
    outcome = record$outcome,
    reasons = paste(unlist(record$verdict$reasons), collapse = " ")
  )
}

packs <- list()
cursor <- NULL
repeat {
  page <- page_of(cursor)
  packs <- c(packs, lapply(page$items, row_of))
  cursor <- page$next_cursor
  if (is.null(cursor)) break
}
packs <- do.call(rbind, packs)

write.csv(packs, row.names = FALSE)
message(sprintf("%d packs", NROW(packs)))
